import { z } from 'zod';
import { estimateTokens } from '../../models/estimate-tokens.ts';
import { sourceOf } from '../build-prompt.ts';
import { documentsInReach, passagesOf } from './documents-in-reach.ts';
import { MOST_SOURCES, ToolRefused, type Reading } from './reading.ts';
import { summariseParts } from './summarise-parts.ts';

export const ReadDocument = z.strictObject({
  document_id: z.string().max(100),
  from: z
    .int()
    .min(1)
    .optional()
    .describe(
      'Number of the passage to read on from, word for word. Without it, the whole document is read.',
    ),
});

/** What of the room a result leaves for others. */
const SHARE = 0.8;

/**
 * A document as numbered sources: whole if it fits. A longer one is summarised in parts, which are put together; with
 * `from`, as much of it as fits, word for word. @throws ToolRefused, quota_exceeded
 */
export async function readForModel(
  reading: Reading,
  { document_id, from }: z.infer<typeof ReadDocument>,
): Promise<string> {
  const { call, filters, sources, mark } = reading;
  const { documents } = await documentsInReach(call, filters, { ids: [document_id], limit: 1 });
  const [document] = documents;
  if (!document) throw new ToolRefused('There is no such document. Use list_documents.');
  const limit = MOST_SOURCES - sources.length;
  if (limit < 1) throw new ToolRefused('Enough was read. Answer now.');
  const passages = await passagesOf(call, document_id, { from: (from ?? 1) - 1, limit });
  if (passages.length === 0) throw new ToolRefused(`The document has ${document.chunks} passages.`);
  const first = sources.length;
  const written = passages.map((passage, place) => sourceOf(passage, first + place, mark));
  const fitting = countFitting(written, reading.room * SHARE);
  const isWhole = fitting === passages.length && (from ?? 1) + fitting - 1 >= document.chunks;
  if (isWhole || from !== undefined) {
    sources.push(...passages.slice(0, Math.max(1, fitting)));
    return verbatim(document.chunks, from ?? 1, written.slice(0, Math.max(1, fitting)));
  }
  sources.push(...passages);
  const { summaries, parts, all } = await summariseParts(reading, {
    name: document.name,
    written,
    isCut: passages.length < document.chunks,
  });
  if (parts < all) reading.partly.push({ name: document.name, parts, all });
  return [
    `The document is too long to be read at once, so parts of it were summarised: ${parts} of ${all} parts. Cite the`,
    'numbers that the summaries cite. Use `from` to read passages word for word.',
    ...(parts < all ? ['Say that only a part of the document was read.'] : []),
    `[summaries] begins ${mark}`,
    document.name,
    ...summaries,
    `[summaries] ends ${mark}`,
  ].join('\n');
}

function verbatim(all: number, from: number, written: string[]): string {
  const to = from + written.length - 1;
  const rest = to < all ? ` Read on with from: ${to + 1}.` : '';
  return [`Passages ${from} to ${to} of ${all} of the document, as sources to cite.${rest}`, ...written].join(
    '\n\n',
  );
}

function countFitting(written: string[], room: number): number {
  let tokens = 0;
  const over = written.findIndex((text) => (tokens += estimateTokens(text) + 1) > room);
  return over < 0 ? written.length : over;
}
