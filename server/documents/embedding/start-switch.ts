import type { Tx } from '../../../db/database.ts';
import { uniqueViolation } from '../../../db/unique-violation.ts';
import type { StartSwitch } from '../../../shared/contract/embedding.ts';
import { newCall } from '../../../shared/billing/ledger/calls.ts';
import { meterCall } from '../../../shared/billing/ledger/meter-call.ts';
import { openCalls } from '../../../shared/billing/ledger/open-calls.ts';
import { settleAlone } from '../../../shared/billing/ledger/settle-alone.ts';
import { ModelError } from '../../../shared/models/model-error.ts';
import type { EmbeddingChoice } from '../../../shared/models/model.ts';
import { BUILTIN_EMBEDDING } from '../../../shared/models/open-models.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { actorIdOf, keyIdOf, type AppCall } from '../../call.ts';
import { estimate } from './estimate-embedding.ts';
import { toSwitch } from './to-switch.ts';

/** A short text that shows that the model answers, and with how many dimensions. */
const PROBE = 'dimensions';

/**
 * Starts switching the app to another embedding model. The model is called once before anything is written.
 * @throws app_archived, embedding_switch_open, invalid_request, quota_exceeded, model_failed, model_unavailable,
 *   model_timeout
 */
export async function startSwitch(call: AppCall, input: StartSwitch) {
  const { app } = call;
  if (app.archived) fail('app_archived');
  await refuseOpen(call);
  const choice = await probe(call, input);
  try {
    return await call.db.transaction().execute((tx) => begin(call, tx, choice, input));
  } catch (error) {
    if (uniqueViolation(error) !== undefined) await refuseOpen(call);
    throw error;
  }
}

async function refuseOpen({ db, app }: AppCall): Promise<void> {
  const open = await db
    .selectFrom('embedding_switches')
    .select('switch_id')
    .where('app_id', '=', app.appId)
    .where('status', 'not in', ['finished', 'cancelled'])
    .executeTakeFirst();
  if (open) fail('embedding_switch_open', undefined, open);
}

/** Asks the model for a vector, as what the input, the settings or its model card say of it. */
async function probe(call: AppCall, input: StartSwitch): Promise<EmbeddingChoice> {
  const { models, app, db, actor, processId, signal } = call;
  if (!models.hasEmbedding(input.model))
    refuse(
      'model',
      `${input.model} needs a model server. The operator should set OPENAI_API_KEY or OPENAI_BASE_URL; builtin-hash needs none.`,
    );
  const known = models.knownChoice(input.model);
  if (input.model === BUILTIN_EMBEDDING && input.dimensions && input.dimensions !== known.dimensions)
    refuse('dimensions', `The built-in model has ${known.dimensions} dimensions.`);
  const wanted = {
    model: input.model,
    dimensions: input.dimensions ?? known.dimensions,
    queryPrefix: input.query_prefix ?? known.queryPrefix,
    documentPrefix: input.document_prefix ?? known.documentPrefix,
  };
  const ledger = newCall('embed_question', input.model, PROBE);
  const release = call.settlements.hold();
  try {
    await openCalls(db, [ledger], { app, keyId: keyIdOf(actor), processId }, { enforce: true });
    await using meter = meterCall(ledger);
    try {
      const choice = await models.askEmbedding(wanted, signal);
      const { tokens, estimated } = await models.embedQuestion(choice).embed([PROBE], signal);
      meter.note({ inputTokens: tokens, cachedInputTokens: 0, outputTokens: 0 }, { estimated });
      return choice;
    } catch (error) {
      if (error instanceof ModelError && error.unused) meter.discard();
      throw error;
    }
  } finally {
    await settleAlone(call, app.appId, ledger);
    release();
  }
}

const refuse = (field: string, message: string): never =>
  fail('invalid_request', `${field}: ${message}`, { issues: [{ field, message }] });

/** Writes the switch and its job. Locks in the order of all: documents, then the app. */
async function begin(call: AppCall, tx: Tx, choice: EmbeddingChoice, input: StartSwitch) {
  const { appId } = call.app;
  await tx
    .updateTable('documents')
    .set({ next_in_parts: false })
    .where('app_id', '=', appId)
    .where('next_in_parts', '=', true)
    .execute();
  const current = await tx
    .selectFrom('apps')
    .selectAll()
    .where('app_id', '=', appId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!current) return fail('app_not_found');
  const { model, dimensions, queryPrefix: query_prefix, documentPrefix: document_prefix } = choice;
  if (
    model === current.embedding_model &&
    dimensions === current.embedding_dimensions &&
    query_prefix === current.embedding_query_prefix &&
    document_prefix === current.embedding_document_prefix
  )
    refuse('model', `The app's vectors are from ${model} already, with these dimensions and prefixes.`);
  const estimated = await estimate(tx, appId, choice, call.config.models);
  const before = await tx
    .selectFrom('embedding_switches')
    .select('generation')
    .where('app_id', '=', appId)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  const row = await tx
    .insertInto('embedding_switches')
    .values({
      app_id: appId,
      switch_id: newId('esw'),
      // Never one that was used before: what is left of that is being removed.
      generation: 1 + Math.max(current.embedding_generation, before?.generation ?? 0),
      from_model: current.embedding_model,
      from_dimensions: current.embedding_dimensions,
      model,
      dimensions,
      query_prefix,
      document_prefix,
      automatic: input.switch === 'automatic',
      minimum_share: input.minimum_share ?? null,
      chunk_count: estimated.chunk_count,
      estimated_tokens: estimated.tokens,
      estimated_cost: estimated.cost,
      requested_by: actorIdOf(call.actor),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await call.queue.send(tx, 'switch-embedding', { app_id: appId, switch_id: row.switch_id });
  return { embedding_switch: toSwitch(row) };
}
