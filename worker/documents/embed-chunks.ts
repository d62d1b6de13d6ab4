import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import { lockStatistics } from '../../shared/documents/publish-chunks.ts';
import { goesBySteps, publishStep } from '../../shared/documents/publish-by-steps.ts';
import { publishDocument } from '../../shared/documents/publish-document.ts';
import { publishVersion } from '../../shared/documents/publish-version.ts';
import { DocentError } from '../../shared/platform/errors.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { noteCalls } from '../../shared/billing/ledger/note-calls.ts';
import { settleCalls } from '../../shared/billing/ledger/settle-calls.ts';
import { outageOf } from '../../shared/platform/outage.ts';
import { isHeld } from '../../shared/privacy/retention/legal-hold.ts';
import { BATCH_SIZE, embedPieces } from './ingest/embed-pieces.ts';
import { noteParts } from './ingest/note-parts.ts';
import { storeVectors, vectorSteps, type NewVector } from './ingest/store-vectors.ts';
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
import { analyseSearched } from './analyse-searched.ts';
import { flushWords } from './flush-words.ts';
import type { Run, Worker } from '../worker.ts';

/** A long document is continued by a new job, so that no run comes near its expiry. */
const LONGEST_RUN_MS = 300_000;

/** What a run does next. `after`: what is embedded up to this chunk is not looked at again. */
type Next = { do: 'embed'; after: number } | { do: 'publish' } | { do: 'end' };

type Piece = {
  ordinal: number;
  text: string;
  headings: string[];
  tableHeader: string | null;
  tokens: number;
  of_version: boolean;
};

/**
 * Embeds a document's chunks in batches and stores each as soon as it is embedded, so that a killed run continues where it
 * stopped. With the last batch the document becomes searchable and ready.
 */
export async function embedChunks(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'embed-chunks'>>,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const target = { ...targetOf(payload), attempt: payload.attempt };
  try {
    const end = Date.now() + LONGEST_RUN_MS;
    const late = () => Date.now() > end;
    let next: Next = { do: 'embed', after: -1 };
    while (next.do !== 'end') {
      signal.throwIfAborted();
      if (next.do === 'publish') {
        next = await publishNext(worker, target, late());
        continue;
      }
      // Again for each batch: the app may have got another embedding model.
      const app = await findApp(worker, payload.app_id);
      if (!app) return;
      const pieces = await nextPieces(worker, target, app.embedding.generation, next.after);
      next = await embedNext(worker, app, target, pieces, signal, late());
    }
    await flushWords(service);
    await analyseSearched(service);
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

const nextPieces = (
  { db }: Worker,
  { appId, documentId }: Attempt,
  generation: number,
  after: number,
): Promise<Piece[]> =>
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
    .where('ordinal', '>', after)
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

/** The call is in this process's hands until it is settled. */
async function embedNext(worker: Worker, ...batch: Batch): Promise<Next> {
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
): Promise<Next> {
  const { appId, documentId } = target;
  const { call, vectors, inParts } = await embedPieces(worker, app, documentId, pieces, signal);
  const steps = vectorSteps(worker, pieces, vectors, inParts);
  const { generation } = app.embedding;
  let dollars = 0;
  const storeAll = async (): Promise<Next> => {
    for (const step of steps.slice(0, -1)) if (!(await storeStep(worker, target, generation, step))) break;
    return worker.db.transaction().execute(async (tx): Promise<Next> => {
      // Checked before the document is locked, as everywhere. A legal hold matters only for versions.
      const onLegalHold = pieces[0]?.of_version !== false && (await isHeld(tx, appId));
      dollars = call.made ? await settleCalls(tx, appId, [call]) : 0;
      const locked = await lockDocument(tx, target);
      if (!locked) return { do: 'end' };
      const isVersion = locked.table === 'document_versions';
      const written = await storeVectors(tx, worker, target, generation, steps.at(-1)!);
      const after = pieces.at(-1)?.ordinal;
      if (after !== undefined && (await isMore(tx, target, after))) {
        await noteProgress(tx, locked.table, target, moreEmbedded(written));
        return goOn(tx, worker, target, { do: 'embed', after }, late);
      }
      let left = await countLeft(tx, target);
      if (left === 0) {
        // From here until it is published, the app's model cannot change.
        await lockStatistics(tx, appId);
        left = await countLeft(tx, target);
      }
      const done = left === 0;
      if (done && isVersion && onLegalHold) {
        await failLocked(tx, worker, target, LEGAL_HOLD);
        return { do: 'end' };
      }
      await noteProgress(tx, locked.table, target, locked.chunkCount - left);
      if (!done) return goOn(tx, worker, target, { do: 'embed', after: -1 }, late);
      await noteParts(tx, locked.table, 'staged_chunks', target);
      if (!isVersion && goesBySteps(worker.connection, locked))
        return goOn(tx, worker, target, { do: 'publish' }, late);
      if (isVersion) await publishVersion(tx, worker.queue, { appId, documentId });
      else await publishDocument(tx, { appId, documentId });
      await announceReady(tx, worker, target);
      return { do: 'end' };
    });
  };
  const next = await storeAll().catch(async (error) => {
    // The rollback included the settlement, but the call was made.
    if (call.made) await settleAlone(worker, appId, call);
    throw error;
  });
  if (call.made) noteCalls(worker.metrics, appId, [call], dollars);
  return next;
}

/** @returns whether the claim is still valid */
const storeStep = (
  worker: Worker,
  target: Attempt,
  generation: number,
  step: NewVector[],
): Promise<boolean> =>
  worker.db.transaction().execute(async (tx) => {
    const locked = await lockDocument(tx, target);
    if (!locked) return false;
    const written = await storeVectors(tx, worker, target, generation, step);
    await noteProgress(tx, locked.table, target, moreEmbedded(written));
    return true;
  });

/** Counted by whoever wrote them: another worker may have done the same batch meanwhile. */
const moreEmbedded = (written: number) =>
  sql<number>`least(chunk_count, embedded_count + ${written}::integer)`;

/** Publishes some chunks more. */
const publishNext = (worker: Worker, target: Attempt, late: boolean): Promise<Next> =>
  worker.db.transaction().execute(async (tx): Promise<Next> => {
    if (!(await lockDocument(tx, target))) return { do: 'end' };
    const step = await publishStep(tx, worker.connection, target);
    if (step === 'embed') return goOn(tx, worker, target, { do: 'embed', after: -1 }, late);
    if (step === 'more') return goOn(tx, worker, target, { do: 'publish' }, late);
    await announceReady(tx, worker, target);
    return { do: 'end' };
  });

/** In this run, or in another job if it is late. */
async function goOn(tx: Tx, { queue }: Worker, target: Attempt, next: Next, late: boolean): Promise<Next> {
  if (!late) return next;
  await queue.send(tx, 'embed-chunks', { ...payloadOf(target), attempt: target.attempt });
  return { do: 'end' };
}

/** Whether a document has staged chunks after this one. */
const isMore = async (tx: Tx, { appId, documentId }: Attempt, ordinal: number): Promise<boolean> =>
  (await tx
    .selectFrom('staged_chunks')
    .select('ordinal')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('ordinal', '>', ordinal)
    .limit(1)
    .executeTakeFirst()) !== undefined;

const noteProgress = (
  tx: Tx,
  table: 'documents' | 'document_versions',
  { appId, documentId }: Attempt,
  embedded_count: number | RawBuilder<number>,
) =>
  tx
    .updateTable(table)
    .set({ embedded_count, waiting_for: null, updated_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
