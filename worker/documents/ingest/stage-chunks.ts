import { sql } from 'kysely';
import { rowsAStep } from '../../../shared/documents/publish-by-steps.ts';
import type { Worker } from '../../worker.ts';
import type { PreparedChunk } from '../compute/operations.ts';
import { toChunkRow } from './chunk-rows.ts';
import { lockDocument, type Claim } from './claim.ts';

/**
 * Stores chunks that are not embedded yet, in many small transactions.
 * @returns whether the claim is still valid
 */
export async function stageChunks(worker: Worker, claim: Claim, chunks: PreparedChunk[]): Promise<boolean> {
  const { appId, documentId } = claim;
  const size = rowsAStep(worker.connection);
  for (let from = 0; from < chunks.length; from += size) {
    // JSON in one parameter, so that the statement is the same for any number of rows.
    const rows = JSON.stringify(chunks.slice(from, from + size).map(toChunkRow));
    const isValid = await worker.db.transaction().execute(async (tx) => {
      if (!(await lockDocument(tx, claim))) return false;
      await sql`
        insert into staged_chunks (app_id, document_id, ordinal, chunk_id, text, headings, table_header, page, ocr, span_start, span_end,
          tokens, lexical, terms)
        select owner.app_id, ${documentId}, ordinal, chunk_id, text, headings, table_header, page, ocr, span_start, span_end, tokens, lexical, terms
        from apps owner cross join jsonb_to_recordset(${rows}::jsonb) as given (
          ordinal integer, chunk_id text, text text, headings text[], table_header text, page integer, ocr boolean, span_start integer, span_end integer,
          tokens integer, lexical sparsevec, terms integer[])
        where owner.app_id = ${appId}`.execute(tx);
      return true;
    });
    if (!isValid) return false;
  }
  return true;
}
