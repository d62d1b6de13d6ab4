import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import { publishChunks } from '../../shared/documents/publish-chunks.ts';
import { publishVersion } from '../../shared/documents/publish-version.ts';
import { DocentError } from '../../shared/platform/errors.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { newCall, type LedgerCall } from '../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../shared/billing/ledger/meter-call.ts';
import { openCalls } from '../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { noteCalls } from '../../shared/billing/ledger/note-calls.ts';
import { settleCalls } from '../../shared/billing/ledger/settle-calls.ts';
import type { Embedded } from '../../shared/models/model.ts';
import { toVector } from '../../shared/retrieval/to-vector.ts';
import { isHeld } from '../../shared/privacy/retention/legal-hold.ts';
import { emitEvent } from '../../shared/webhooks/emit-event.ts';
import { BUILTIN_EMBEDDING } from '../../shared/models/open-models.ts';
import {
  failDocument,
  failHeld,
  holdDocument,
  isVersion,
  payloadOf,
  targetOf,
  type Attempt,
} from './ingest/claim.ts';
import type { Run, Worker } from '../worker.ts';

/** Texts per model call. Each batch is one transaction, so a killed run continues where it stopped. */
const BATCH_SIZE = 128;
const TIMEOUT_MS = 120_000;
/** A long document is continued by a new job, so that no run comes near its expiry. */
const LONGEST_RUN_MS = 300_000;

/** A version would replace content that a legal hold keeps. */
const LEGAL_HOLD =
  'A legal hold was started in the meantime, so nothing can be replaced. Upload the version again after an admin has lifted it.';

type Piece = { chunk_id: string; text: string; headings: string[]; tokens: number };

/** Embeds a document's chunks in batches. With the last batch the document becomes searchable and ready. */
export async function embedChunks(
  service: Worker,
  { payload, signal, last }: Run<JobPayload<'embed-chunks'>>,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const app = await findApp(worker, payload.app_id);
  if (!app) return;
  const target = { ...targetOf(payload), attempt: payload.attempt };
  try {
    const end = Date.now() + LONGEST_RUN_MS;
    let pieces: Piece[];
    do {
      signal.throwIfAborted();
      pieces = await nextPieces(worker, target);
    } while (await embedBatch(worker, app, target, pieces, signal, Date.now() > end));
  } catch (error) {
    if (signal.aborted) throw error;
    const final = error instanceof DocentError && error.code === 'model_failed';
    if (final || last)
      await failDocument(
        worker,
        target,
        `Embedding failed. ${error instanceof DocentError ? error.message : 'Upload the document again, or see the Jobs page for the reason.'}`,
      );
    if (!final) throw error;
  }
}

async function nextPieces({ db }: Worker, { appId, rowId }: Attempt): Promise<Piece[]> {
  const { rows } = await sql<Piece>`
    select c.chunk_id, c.text, c.headings, c.tokens
    from staged_chunks staged join chunks c on c.app_id = staged.app_id and c.chunk_id = staged.chunk_id
    where staged.app_id = ${appId} and staged.document_id = ${rowId} and staged.embedding is null
    order by c.ordinal limit ${sql.lit(BATCH_SIZE)}`.execute(db);
  return rows;
}

async function countLeft(tx: Tx, { appId, rowId }: Attempt): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select count(*) as left from staged_chunks
    where app_id = ${appId} and document_id = ${rowId} and embedding is null`.execute(tx);
  return rows[0]!.left;
}

/** @returns whether there is more to do in this run */
async function embedBatch(
  worker: Worker,
  app: App,
  target: Attempt,
  pieces: Piece[],
  signal: AbortSignal,
  late: boolean,
): Promise<boolean> {
  const { appId, documentId, rowId } = target;
  const texts = pieces.map(({ headings, text }) => [...headings, text].join('\n'));
  const call = newCall('embed_chunks', app.embedding.model, texts.join(''));
  let vectors: Float32Array[] = [];
  if (pieces.length > 0) {
    // An accepted upload is completed even beyond a budget; the next upload is refused.
    const origin = { app, documentId, processId: worker.processId };
    await openCalls(worker.db, [call], origin, { enforce: false });
    try {
      vectors = (await embed(worker, app, call, pieces, texts, signal)).vectors;
    } catch (error) {
      await settleAlone(worker, appId, call);
      throw error;
    }
  }
  let dollars = 0;
  const kept = worker.db.transaction().execute(async (tx) => {
    const onHold = isVersion(target) && (await isHeld(tx, appId));
    dollars = call.made ? await settleCalls(tx, appId, [call]) : 0;
    const held = await holdDocument(tx, target);
    if (!held) return false;
    await sql`
      update staged_chunks set embedding = given.embedding::embedding
      from unnest(${pieces.map((piece) => piece.chunk_id)}::text[], ${vectors.map(toVector)}::text[]) as given (chunk_id, embedding)
      where app_id = ${appId} and document_id = ${rowId} and staged_chunks.chunk_id = given.chunk_id`.execute(
      tx,
    );
    // Counted, not added up: another worker may have done the same batch meanwhile.
    const left = await countLeft(tx, target);
    const done = left === 0;
    if (done && onHold) {
      await failHeld(tx, worker.queue, target, LEGAL_HOLD);
      return false;
    }
    await tx
      .updateTable('documents')
      .set({
        embedded_count: held.chunkCount - left,
        updated_at: sql`now()`,
        ...(done && { status: 'ready' as const, ready_at: sql<Date>`now()` }),
      })
      .where('app_id', '=', appId)
      .where('document_id', '=', rowId)
      .execute();
    if (done && isVersion(target))
      await publishVersion(tx, worker.queue, { appId, documentId, versionId: rowId });
    else if (done) await publishChunks(tx, { appId, documentId });
    if (done) await emitEvent(tx, worker.queue, appId, 'document.ready', { document_id: documentId });
    if (!done && late)
      await worker.queue.send(tx, 'embed-chunks', { ...payloadOf(target), attempt: target.attempt });
    return !done && !late;
  });
  const more = await kept.catch(async (error) => {
    // The rollback included the settlement, but the call was made.
    if (call.made) await settleAlone(worker, appId, call);
    throw error;
  });
  if (call.made) noteCalls(worker.metrics, appId, [call], dollars);
  return more;
}

/** The built-in model computes in the child process; others are asked over the network. */
async function embed(
  worker: Worker,
  app: App,
  call: LedgerCall,
  pieces: Piece[],
  texts: string[],
  signal: AbortSignal,
): Promise<Embedded> {
  await using meter = meterCall(call);
  const embedded =
    app.embedding.model === BUILTIN_EMBEDDING
      ? {
          vectors: await worker.compute.run('embedTexts', { texts }, { signal, timeoutMs: TIMEOUT_MS }),
          tokens: pieces.reduce((sum, piece) => sum + piece.tokens, 0),
          estimated: false,
        }
      : await worker.models.embedBatch(app.embedding).embed(texts, signal);
  const { tokens, estimated } = embedded;
  meter.note({ inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 }, { estimated });
  return embedded;
}
