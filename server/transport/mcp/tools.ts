// The MCP tools: use cases of the API, described for models. Scope, limits and fields come from the contract.
import type { ToolAnnotations } from '@modelcontextprotocol/server';
import { z } from 'zod';
import {
  contract,
  SearchDocuments,
  SendMessage,
  type AnswerEvent,
  type Citation,
} from '../../../shared/contract/index.ts';
import type { Operation } from '../../../shared/contract/operation.ts';
import type { AppCall } from '../../call.ts';
import { collectAnswer } from '../../chat/collect-answer.ts';
import { searchDocuments } from '../../chat/search/search-documents.ts';
import { sendMessage } from '../../chat/send-message.ts';
import { operations, type Bound } from '../operations.ts';

/** Reports a piece of the answer to a client that asked for progress. */
type Progress = (message: string) => Promise<void>;

/** What a tool returns: text for the model, and the same as data that fits the tool's `output`. */
type ToolResult = { text: string; data: object };

export type Tool = {
  name: string;
  title: string;
  description: string;
  /** The operation whose scope it needs and whose tokens it uses. */
  operation: Operation;
  input: z.ZodObject;
  output: z.ZodObject;
  annotations: ToolAnnotations;
  run(call: AppCall, input: unknown, progress: Progress): Promise<ToolResult>;
};

const READS: ToolAnnotations = { readOnlyHint: true, openWorldHint: false };

/** Agents with strict schemas send every field: an optional one that is empty or null counts as left out. */
const emptyIsNone = (value: unknown) => value || undefined;

const Ask = z.strictObject({
  question: SendMessage.shape.message,
  session_id: z.string().max(100).nullish().describe('Continue this session. Default: a new session.'),
  filter: SendMessage.shape.filter,
});

const { search, chat, usage } = contract;
const { format: _, ...usageFields } = usage.getUsage.input.shape;
const withoutSuccess = (output: z.ZodObject) => output.omit({ success: true });

export const tools: Tool[] = [
  {
    name: 'search_documents',
    title: 'Search documents',
    description: 'Finds passages in the documents of this app, best first, with their document and page.',
    operation: search.searchDocuments,
    input: search.searchDocuments.input.strict(),
    output: withoutSuccess(search.searchDocuments.output),
    annotations: READS,
    async run(call, input) {
      const { results } = await searchDocuments(call, SearchDocuments.parse(input));
      const passages = results.map((result) => `${locationOf(result)}\n${result.text}`);
      return { text: passages.join('\n\n---\n\n') || 'No passages found.', data: { results } };
    },
  },
  {
    name: 'ask',
    title: 'Ask a question',
    description:
      'Answers a question from the documents of this app, citing its sources as [1]. Pass session_id of an earlier ' +
      'answer to ask a follow-up.',
    operation: chat.sendMessage,
    input: Ask,
    output: withoutSuccess(chat.sendMessage.output).omit({ content: true }).extend({ answer: z.string() }),
    annotations: { openWorldHint: false },
    async run(call, input, progress) {
      const { question, session_id, filter } = Ask.parse(input);
      const message = SendMessage.parse({ message: question, session_id: emptyIsNone(session_id), filter });
      const { content, citations, ...rest } = await collectAnswer(
        reported(sendMessage(call, message), progress),
      );
      const sources = citations.map((citation) => `[${citation.index}] ${locationOf(citation)}`);
      const near = (rest.nearest ?? []).map(
        ({ document_name, quote }) => `Nearest: ${document_name}: ${quote}`,
      );
      return {
        text: [content, ...new Set(sources), ...near].join('\n'),
        data: { answer: content, citations, ...rest },
      };
    },
  },
  direct(
    'list_documents',
    'Lists the documents of this app, newest first, with the state of their ingestion.',
    operations.documents.list,
    READS,
  ),
  direct(
    'get_document',
    'Shows one document: state and progress of its ingestion, what could not be read, size, metadata.',
    operations.documents.get,
    READS,
  ),
  direct(
    'upload_document',
    'Adds a document: send name and text, or the url of a public page or file. Ingestion runs in the background; ' +
      'get_document shows its progress.',
    operations.documents.upload,
    { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  ),
  direct(
    'unanswered',
    'Lists questions that got no good answer (nothing found, rated as bad, without a source, asked again), grouped by ' +
      'likeness, the largest groups first: what the documents lack.',
    operations.unanswered.list,
    READS,
  ),
  direct(
    'get_usage',
    'Shows tokens and cost of this app by model, day or key.',
    operations.usage.get,
    READS,
    z.strictObject(usageFields),
  ),
];

/** A tool that is an operation of the contract as it is: its response, as data and as JSON text. */
function direct(
  name: string,
  description: string,
  { operation, run }: Bound,
  annotations: ToolAnnotations,
  input = operation.input as z.ZodObject,
): Tool {
  return {
    name,
    title: operation.summary,
    description,
    operation,
    input,
    output: withoutSuccess(operation.output as z.ZodObject),
    annotations,
    async run(call, given) {
      // The schema of the operation also checks fields against each other.
      const data = (await run(call, operation.input.parse(given))) as object;
      return { text: JSON.stringify(data, null, 1), data };
    },
  };
}

async function* reported(
  events: AsyncIterable<AnswerEvent>,
  progress: Progress,
): AsyncGenerator<AnswerEvent> {
  for await (const event of events) {
    if (event.event === 'message') await progress(event.data.content);
    yield event;
  }
}

type Location = Pick<Citation, 'document_name' | 'title' | 'source_url' | 'page' | 'ocr'>;

/** On one line: the name, the title if it is another, the page, the address. */
function locationOf({ document_name, title, source_url, page, ocr }: Location): string {
  const heading = title?.replaceAll(/\s+/g, ' ').trim();
  const parts = [
    heading && heading !== document_name ? `${document_name} (${heading})` : document_name,
    page === null ? '' : `page ${page}`,
    source_url ?? '',
  ];
  return parts.filter(Boolean).join(', ') + (ocr ? ' (recognised by OCR)' : '');
}
