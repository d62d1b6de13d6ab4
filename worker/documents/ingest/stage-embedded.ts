import { sql } from 'kysely';
import { settleAlone } from '../../../shared/billing/ledger/settle-alone.ts';
import { noteCalls } from '../../../shared/billing/ledger/note-calls.ts';
import { settleCalls } from '../../../shared/billing/ledger/settle-calls.ts';
import { rowsAStep } from '../../../shared/documents/publish-by-steps.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';
import type { PreparedChunk } from '../compute/operations.ts';
import { lockDocument, type Claim } from './claim.ts';
import { BATCH_SIZE, embedPieces, type EmbeddedPieces } from './embed-pieces.ts';
import { insertStaged } from './stage-chunks.ts';

/** Others wait to be read. A model server that takes longer is left to the job that embeds. */
const LONGEST_MS = 30_000;

/**
 * Stores the first chunks of a document together with their vectors: a row that gets its vector later is written twice. The
 * next chunks are embedded while the last ones are written. It may stop anywhere; each batch is there for good.
 * @returns how many are stored; undefined: the claim is not valid any more
 */
export async function stageEmbedded(
  worker: Worker,
  app: App,
  claim: Claim,
  chunks: PreparedChunk[],
  signal: AbortSignal,
): Promise<number | undefined> {
  const end = Date.now() + LONGEST_MS;
  const release = worker.settlements.hold();
  const embed = (from: number): Promise<EmbeddedPieces | undefined> | undefined => {
    if (from >= chunks.length || Date.now() > end || signal.aborted) return undefined;
    const batch = chunks.slice(from, from + BATCH_SIZE);
    // Whatever the matter is, the job that embeds deals with it.
    return embedPieces(worker, app, claim.documentId, batch, signal).catch(() => undefined);
  };
  let done = 0;
  let next = embed(0);
  try {
    for (;;) {
      const embedded = await next;
      signal.throwIfAborted();
      if (!embedded) return done;
      const batch = chunks.slice(done, done + BATCH_SIZE);
      next = embed(done + batch.length);
      if (!(await storeBatch(worker, app, claim, batch, embedded))) return undefined;
      done += batch.length;
    }
  } finally {
    // A call under way is paid for.
    const rest = await next;
    if (rest) await settleAlone(worker, app.appId, rest.call);
    release();
  }
}

/** @returns whether the claim is still valid */
async function storeBatch(
  worker: Worker,
  app: App,
  claim: Claim,
  batch: PreparedChunk[],
  { call, vectors, inParts }: EmbeddedPieces,
): Promise<boolean> {
  const { generation } = app.embedding;
  const parted = new Set(inParts);
  const size = rowsAStep(worker.connection);
  let dollars = 0;
  let isValid = true;
  try {
    for (let from = 0; isValid && from < batch.length; from += size)
      isValid = await worker.db.transaction().execute(async (tx) => {
        if (from === 0) dollars = await settleCalls(tx, app.appId, [call]);
        if (!(await lockDocument(tx, claim))) return false;
        const rows = batch.slice(from, from + size);
        await insertStaged(tx, worker, claim, rows, {
          generation,
          vectors: vectors.slice(from, from + size),
          inParts: rows.map((_, index) => parted.has(from + index)),
        });
        await tx
          .updateTable('documents')
          .set(({ eb }) => ({
            status: 'embedding',
            embedded_count: eb('embedded_count', '+', rows.length),
            waiting_for: null,
            updated_at: sql`now()`,
          }))
          .where('app_id', '=', claim.appId)
          .where('document_id', '=', claim.documentId)
          .execute();
        return true;
      });
  } catch (error) {
    // The rollback included the settlement, but the call was made.
    await settleAlone(worker, app.appId, call);
    throw error;
  }
  noteCalls(worker.metrics, app.appId, [call], dollars);
  return isValid;
}
