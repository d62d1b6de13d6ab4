import { newId } from '../../../shared/platform/ids.ts';
import { toSparsevec } from '../../../shared/retrieval/lexical.ts';
import type { PreparedChunk } from '../compute/operations.ts';

/** A chunk as a row, for `jsonb_to_recordset` with CHUNK_COLUMNS. */
export const toChunkRow = ({ terms, ...chunk }: PreparedChunk) => ({
  chunk_id: newId('chk'),
  ordinal: chunk.ordinal,
  text: chunk.text,
  headings: chunk.headings,
  table_header: chunk.tableHeader,
  page: chunk.page,
  ocr: chunk.ocr ?? false,
  span_start: chunk.start,
  span_end: chunk.end,
  tokens: chunk.tokens,
  terms: terms.ids,
  lexical: toSparsevec(terms.ids, terms.weights),
});
