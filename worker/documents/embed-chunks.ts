import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import { lockStatistics } from '../../shared/documents/publish-chunks.ts';
import { publishDocument } from '../../shared/documents/publish-document.ts';
import { publishVersion } from '../../shared/documents/publish-version.ts';
import { DocentError } from '../../shared/platform/errors.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { noteCalls } from '../../shared/billing/ledger/note-calls.ts';
import { settleCalls } from '../../shared/billing/ledger/settle-calls.ts';
import { toVectors } from '../../shared/retrieval/to-vector.ts';
import { outageOf } from '../../shared/platform/outage.ts';
import { isHeld } from '../../shared/privacy/retention/legal-hold.ts';
import { BATCH_SIZE, embedPieces } from './ingest/embed-pieces.ts';
import { noteParts } from './ingest/note-parts.ts';
import { announceReady } from './ingest/announce-ready.ts';
import {
  CONTENT_TAKEN,
  failDocument,
  failLocked,
  isTaken,
  LEGAL_HOLD,
  lockDocument,
  payloadOf,
  targetOf,
  type Attempt,
} from './ingest/claim.ts';
import { noteWaiting } from './ingest/note-waiting.ts';
import type { Run, Worker } from '../worker.ts';

/** A long document is continued by a new job, so that no run comes near its expiry. */
const LONGEST_RUN_MS = 300_000;

type Piece = {
  ordinal: number;
  text: string;
  headings: string[];
  tableHeader: string | null;
  tokens: number;
  of_version: boolean;
};

/** Embeds a document's chunks in batches, each in a transaction, so that a killed run continues where it stopped. With the last batch the document becomes searchable and ready. */
export async function embedChunks(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'embed-chunks'>>,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const target = { ...targetOf(payload), attempt: payload.attempt };
  try {
    const end = Date.now() + LONGEST_RUN_MS;
    let app: App | undefined;
    let pieces: Piece[];
    do {
      signal.throwIfAborted();
      // Again for each batch: the app may have got another embedding model.
      app = await findApp(worker, payload.app_id);
      if (!app) return;
      pieces = await nextPieces(worker, target, app.embedding.generation);
    } while (await embedNext(worker, app, target, pieces, signal, Date.now() > end));
  } catch (error) {
    if (signal.aborted) throw error;
    if (waits?.(error)) {
      await noteWaiting(worker, target, outageOf(error)!);
      throw error;
    }
    if (isTaken(error)) return failDocument(worker, target, CONTENT_TAKEN);
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

const nextPieces = ({ db }: Worker, { appId, documentId }: Attempt, generation: number): Promise<Piece[]> =>
  db
    .selectFrom('staged_chunks as staged')
    .select(['ordinal', 'text', 'headings', 'table_header as tableHeader', 'tokens'])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('document_versions as version')
          .whereRef('version.app_id', '=', 'staged.app_id')
          .whereRef('version.document_id', '=', 'staged.document_id'),
      )
        .$castTo<boolean>()
        .as('of_version'),
    )
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('generation', 'is distinct from', generation)
    .orderBy('ordinal')
    .limit(BATCH_SIZE)
    .execute();

/** Chunks without a vector of the model that the app has now. */
async function countLeft(tx: Tx, { appId, documentId }: Attempt): Promise<number> {
  const { left } = await tx
    .selectFrom('staged_chunks')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('generation', 'is distinct from', (eb) =>
      eb.selectFrom('apps').select('embedding_generation').where('app_id', '=', appId),
    )
    .executeTakeFirstOrThrow();
  return left;
}

/** The call is in this process's hands until it is settled. @returns whether there is more to do in this run */
async function embedNext(worker: Worker, ...batch: Batch): Promise<boolean> {
  const release = worker.settlements.hold();
  try {
    return await embedBatch(worker, ...batch);
  } finally {
    release();
  }
}

type Batch = [app: App, target: Attempt, pieces: Piece[], signal: AbortSignal, late: boolean];

async function embedBatch(
  worker: Worker,
  app: App,
  target: Attempt,
  pieces: Piece[],
  signal: AbortSignal,
  late: boolean,
): Promise<boolean> {
  const { appId, documentId } = target;
  const { call, vectors, inParts } = await embedPieces(worker, app, documentId, pieces, signal);
  const given = await toVectors(worker.connection, vectors);
  let dollars = 0;
  const kept = worker.db.transaction().execute(async (tx) => {
    // Checked before the document is locked, as everywhere. A legal hold matters only for versions.
    const onLegalHold = pieces[0]?.of_version !== false && (await isHeld(tx, appId));
    dollars = call.made ? await settleCalls(tx, appId, [call]) : 0;
    const locked = await lockDocument(tx, target);
    if (!locked) return false;
    const isVersion = locked.table === 'document_versions';
    await sql`
      update staged_chunks set embedding = given.embedding::embedding, generation = ${app.embedding.generation},
        in_parts = given.ordinal = any(${inParts.map((place) => pieces[place]!.ordinal)}::integer[])
      from unnest(${pieces.map((piece) => piece.ordinal)}::integer[], ${given}) as given (ordinal, embedding)
      where app_id = ${appId} and document_id = ${documentId} and staged_chunks.ordinal = given.ordinal`.execute(
      tx,
    );
    // Counted, not added up: another worker may have done the same batch meanwhile.
    let left = await countLeft(tx, target);
    if (left === 0) {
      // From here until it is published, the app's model cannot change.
      await lockStatistics(tx, appId);
      left = await countLeft(tx, target);
    }
    const done = left === 0;
    if (done && isVersion && onLegalHold) {
      await failLocked(tx, worker.queue, target, LEGAL_HOLD);
      return false;
    }
    await tx
      .updateTable(locked.table)
      .set({
        embedded_count: locked.chunkCount - left,
        waiting_for: null,
        updated_at: sql`now()`,
      })
      .where('app_id', '=', appId)
      .where('document_id', '=', documentId)
      .execute();
    if (done) await noteParts(tx, locked.table, 'staged_chunks', target);
    if (done && isVersion) await publishVersion(tx, worker.queue, { appId, documentId });
    else if (done) await publishDocument(tx, { appId, documentId });
    if (done) await announceReady(tx, worker, target);
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
