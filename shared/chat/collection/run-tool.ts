// The tools that a model may call for a question about documents as a whole.
import { z } from 'zod';
import { estimateTokens } from '../../models/estimate-tokens.ts';
import type { Tool, ToolCall } from '../../models/model.ts';
import { ToolRefused, type Reading } from './reading.ts';
import { ListDocuments, listForModel } from './tool-documents.ts';
import { queryForModel, QueryRows } from './tool-rows.ts';
import { ReadDocument, readForModel } from './tool-read.ts';

type Runner = {
  description: string;
  schema: z.ZodObject;
  run(reading: Reading, input: never): Promise<string>;
};

const runners: Record<string, Runner> = {
  list_documents: {
    description: 'The documents that can be read, with their ids.',
    schema: ListDocuments,
    run: listForModel,
  },
  read_document: {
    description: 'Reads a whole document. One that is too long is summarised part by part.',
    schema: ReadDocument,
    run: readForModel,
  },
  query_rows: {
    description:
      'Counts and filters the rows of a table document exactly, and calculates the sum, minimum or maximum of a column. Without conditions: its columns, the number of all rows, and the first ones.',
    schema: QueryRows,
    run: queryForModel,
  },
};

export const collectionTools: Tool[] = Object.entries(runners).map(([name, { description, schema }]) => {
  const { $schema: _, ...parameters } = z.toJSONSchema(schema);
  return { type: 'function', function: { name, description, parameters } };
});

/** Less room is not enough for a result. */
const LEAST_ROOM = 150;
const LONGEST_REFUSAL = 1_500;

/**
 * Runs a call of the model. What is wrong with the call is said in the result, so that the model can correct it.
 * @throws quota_exceeded; an error of the database
 */
export async function runTool(reading: Reading, called: ToolCall): Promise<string> {
  const began = performance.now();
  const { name, arguments: input } = called.function;
  const first = reading.sources.length;
  const result = await resultOf(reading, name, input);
  reading.room -= estimateTokens(result);
  reading.call.trace?.({
    step: 'tool_called',
    name,
    input,
    result,
    ms: Math.round(performance.now() - began),
    read: reading.sources.slice(first),
  });
  return result;
}

async function resultOf(reading: Reading, name: string, given: string): Promise<string> {
  const runner = Object.hasOwn(runners, name) ? runners[name] : undefined;
  if (!runner) return `Error: there is no tool of this name. There are: ${Object.keys(runners).join(', ')}.`;
  if (reading.room < LEAST_ROOM) return 'Error: no room is left for more. Answer from what you have.';
  let input: unknown;
  try {
    input = JSON.parse(given || '{}');
  } catch {
    return 'Error: the arguments are not valid JSON.';
  }
  const parsed = runner.schema.safeParse(input);
  if (!parsed.success) return `Error: ${z.prettifyError(parsed.error).slice(0, LONGEST_REFUSAL)}`;
  try {
    return await runner.run(reading, parsed.data as never);
  } catch (error) {
    if (!(error instanceof ToolRefused)) throw error;
    // It may name columns of a document.
    const said = error.message.slice(0, LONGEST_REFUSAL);
    return `Error:\n[error] begins ${reading.mark}\n${said}\n[error] ends ${reading.mark}`;
  }
}
