import { createHash } from 'node:crypto';
import { withTables, type Table } from '../../../shared/documents/tables/table.ts';
import type { Chunk } from '../chunk/chunk-text.ts';

/**
 * A hash of everything that is stored and searched. Chunks are hashed by their positions: their text follows from these, and their
 * search terms follow from that text, the language and the document's name.
 * @returns SHA-256, hex
 */
export function textHash(of: {
  text: string;
  tables: Table[];
  language: string;
  names: Set<string>;
  chunks: Chunk[];
}): string {
  const chunks = of.chunks.map((chunk) => {
    const { start, end, page, ocr, headings, tokens, tableHeader } = chunk;
    return [start, end, page, ocr, headings, tokens, tableHeader];
  });
  return createHash('sha256')
    .update(withTables(of.text, of.tables))
    .update(`\0${JSON.stringify([of.language, [...of.names], chunks])}`)
    .digest('hex');
}
