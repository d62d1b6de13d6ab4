import { z } from 'zod';
import { documentsInReach, TABLE_TYPES } from './documents-in-reach.ts';
import type { Reading } from './reading.ts';

const MOST = 100;
const LONGEST_NAME = 150;

export const ListDocuments = z.strictObject({
  named: z.string().max(200).optional().describe('Only documents with these words in their name or title.'),
  offset: z.int().min(0).optional().describe('How many to skip, for the next page.'),
});

/** The documents that the question may be answered from, with their ids. */
export async function listForModel(
  { call, filters, mark, room }: Reading,
  { named, offset = 0 }: z.infer<typeof ListDocuments>,
): Promise<string> {
  const { documents, count } = await documentsInReach(call, filters, { named, offset, limit: MOST });
  const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_NAME).toWellFormed();
  const lines: string[] = [];
  let characters = 0;
  for (const { documentId, name, title, mediaType, chunks } of documents) {
    const about = [
      documentId,
      oneLine(name),
      ...(title && title !== name ? [`title: ${oneLine(title)}`] : []),
      `${chunks} passages`,
      ...(TABLE_TYPES.includes(mediaType) ? ['a table: use query_rows'] : []),
    ];
    const line = `- ${about.join(' | ')}`;
    characters += line.length;
    // At least two characters a token in any script: the list fits into what is left.
    if (lines.length > 0 && characters > room * 2) break;
    lines.push(line);
  }
  const shown = `Documents ${offset + 1} to ${offset + lines.length} of ${count}${named ? ' with these words' : ''}, by name:`;
  if (lines.length === 0) return offset > 0 ? 'There are no more documents.' : 'There are no such documents.';
  return [shown, `[list] begins ${mark}`, ...lines, `[list] ends ${mark}`].join('\n');
}
