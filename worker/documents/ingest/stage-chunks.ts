import { sql } from 'kysely';
import { arrayOf } from '../../../db/array-of.ts';
import type { Tx } from '../../../db/database.ts';
import { rowsAStep } from '../../../shared/documents/publish-by-steps.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { toVectors } from '../../../shared/retrieval/to-vector.ts';
import type { Worker } from '../../worker.ts';
import type { PreparedChunk } from '../compute/operations.ts';
import { stagedRows } from './chunk-rows.ts';
import { lockDocument, type Claim, type Target } from './claim.ts';

/**
 * Stores chunks that are not embedded yet, in many small transactions.
 * @returns whether the claim is still valid
 */
export async function stageChunks(worker: Worker, claim: Claim, chunks: PreparedChunk[]): Promise<boolean> {
  const size = rowsAStep(worker.connection);
  for (let from = 0; from < chunks.length; from += size) {
    const isValid = await worker.db.transaction().execute(async (tx) => {
      if (!(await lockDocument(tx, claim))) return false;
      await insertStaged(tx, worker, claim, chunks.slice(from, from + size));
      return true;
    });
    if (!isValid) return false;
  }
  return true;
}

/** Vectors of chunks, in their order, of the app's model of a generation. */
type Embedded = { generation: number; vectors: Float32Array[]; inParts: boolean[] };

/**
 * Stores chunks of a document, which must be locked.
 * @param embedded default: none are embedded yet
 */
export async function insertStaged(
  tx: Tx,
  { connection }: Worker,
  { appId, documentId }: Target,
  chunks: PreparedChunk[],
  embedded?: Embedded,
): Promise<void> {
  const rows = chunks.map((chunk) => ({ chunkId: newId('chk'), documentId, chunk }));
  const given = await stagedRows(connection, rows, {
    ...(embedded && {
      embedding: await toVectors(connection, embedded.vectors),
      in_parts: arrayOf(connection, 'boolean', embedded.inParts),
    }),
  });
  const generation = embedded?.generation ?? null;
  const [embedding, inParts] = embedded
    ? [sql`embedding::embedding`, sql`in_parts`]
    : [sql`null`, sql`false`];
  await sql`
    insert into staged_chunks (app_id, document_id, ordinal, chunk_id, text, headings, table_header, page, ocr, span_start, span_end,
      tokens, lexical, terms, embedding, generation, in_parts)
    select owner.app_id, document_id, ordinal, chunk_id, text, headings, table_header, page, ocr, span_start, span_end, tokens, lexical,
      terms, ${embedding}, ${generation}::integer, ${inParts}
    from apps owner cross join ${given}
    where owner.app_id = ${appId}`.execute(tx);
}
