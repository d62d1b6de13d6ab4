import { sql } from 'kysely';
import type { EmbeddingSwitchStatus } from '../../../db/tables/documents.ts';
import { newCall } from '../../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../../shared/billing/ledger/meter-call.ts';
import { noteCalls } from '../../../shared/billing/ledger/note-calls.ts';
import { openCalls } from '../../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../../shared/billing/ledger/settle-alone.ts';
import type { AppVectors } from '../../../shared/models/model.ts';
import { ModelError } from '../../../shared/models/model-error.ts';
import { toVector } from '../../../shared/retrieval/to-vector.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';
import type { Worker } from '../../worker.ts';
import { eventOf, lockSwitch, type Claim } from './claim-switch.ts';
import { sampleQuestions } from './sample-questions.ts';
import { settleSpent, withSpent } from './settle-spent.ts';

/** How many of the nearest chunks are compared. */
const NEAREST = 10;

/**
 * Searches sample questions over the old and the new vectors, and keeps the share of common results.
 * @returns the next status: `switching` if it goes on by itself; undefined if the switch was overtaken
 */
export async function checkRecall(
  worker: Worker,
  app: App,
  claim: Claim,
  signal: AbortSignal,
): Promise<EmbeddingSwitchStatus | undefined> {
  const samples = await sampleQuestions(worker, app);
  const found = await compare(worker, app, claim, samples.texts, signal);
  const { automatic, minimum_share } = claim.row;
  const isEnough = found.share === null ? samples.texts.length === 0 : found.share >= (minimum_share ?? 0);
  const status = automatic && isEnough ? 'switching' : 'ready';
  return worker.db.transaction().execute(async (tx) => {
    if (!(await lockSwitch(tx, claim))) return undefined;
    const row = await tx
      .updateTable('embedding_switches')
      .set({
        status,
        confirmed: status === 'switching',
        check_questions: found.share === null ? null : samples.texts.length,
        check_own_questions: found.share === null ? null : samples.own,
        check_share: found.share,
        error: found.error,
        waiting_for: null,
        ready_at: sql`now()`,
        updated_at: sql`now()`,
      })
      .where('app_id', '=', claim.appId)
      .where('switch_id', '=', claim.switchId)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (status === 'ready')
      await emitEvent(tx, worker.queue, claim.appId, 'embedding_switch.ready', eventOf(row));
    return status;
  });
}

/** share: null where there is nothing to compare, or the old model does not answer: then `error` says so. */
async function compare(
  worker: Worker,
  app: App,
  claim: Claim,
  texts: string[],
  signal: AbortSignal,
): Promise<{ share: number | null; error: string | null }> {
  if (texts.length === 0) return { share: null, error: null };
  const after = await embedSamples(worker, app, claim, claim.vectors, texts, signal);
  let before: Float32Array[];
  try {
    before = await embedSamples(worker, app, claim, app.embedding, texts, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof ModelError)) throw error;
    // It may be why the model is replaced.
    return {
      share: null,
      error: `There was no recall check, because the model ${app.embedding.model} could not be called. ${error.message}`,
    };
  }
  let sum = 0;
  for (const place of texts.keys()) {
    signal.throwIfAborted();
    sum += await commonShare(worker, claim.appId, [
      { generation: app.embedding.generation, vector: before[place]! },
      { generation: claim.vectors.generation, vector: after[place]! },
    ]);
  }
  return { share: sum / texts.length, error: null };
}

async function embedSamples(
  worker: Worker,
  app: App,
  { appId, switchId }: Claim,
  vectors: AppVectors,
  texts: string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const call = newCall('embed_question', vectors.model, texts.join(''));
  const release = worker.settlements.hold();
  try {
    await openCalls(worker.db, [call], { app, processId: worker.processId }, { enforce: true });
    const found = await embedMetered();
    const { dollars } = await worker.db.transaction().execute(async (tx) => {
      const spent = await settleSpent(tx, appId, call);
      await tx
        .updateTable('embedding_switches')
        .set(withSpent(spent))
        .where('app_id', '=', appId)
        .where('switch_id', '=', switchId)
        .execute();
      return spent;
    });
    noteCalls(worker.metrics, appId, [call], dollars);
    return found;
  } catch (error) {
    await settleAlone(worker, appId, call);
    throw error;
  } finally {
    release();
  }

  async function embedMetered(): Promise<Float32Array[]> {
    await using meter = meterCall(call);
    try {
      const embedded = await worker.models.embedQuestion(vectors).embed(texts, signal);
      const { tokens, estimated } = embedded;
      meter.note({ inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 }, { estimated });
      return embedded.vectors;
    } catch (error) {
      if (error instanceof ModelError && error.unused) meter.discard();
      throw error;
    }
  }
}

type Leg = { generation: number; vector: Float32Array };

/** The share of a question's nearest chunks that both sets of vectors have in common, 0 to 1. */
async function commonShare({ db, connection }: Worker, appId: string, legs: [Leg, Leg]): Promise<number> {
  const nearest = ({ generation, vector }: Leg) => sql`
    select chunk_id from vector_index where app_id = ${appId} and generation = ${generation}
    order by embedding <=> ${toVector(connection, vector)}::embedding, chunk_id limit ${sql.lit(NEAREST)}`;
  const { rows } = await sql<{ common: number; most: number }>`
    with before as (${nearest(legs[0])}), after as (${nearest(legs[1])})
    select (select count(*) from before join after using (chunk_id)) as common,
      greatest((select count(*) from before), (select count(*) from after)) as most`.execute(db);
  const { common, most } = rows[0]!;
  return most === 0 ? 1 : common / most;
}
