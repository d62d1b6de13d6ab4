import type { AnswerSettings } from '../../db/tables/evaluations.ts';
import type { StartRun } from '../../shared/contract/evaluations.ts';
import { answerSettings } from '../../shared/evaluations/answer-settings.ts';
import { startRun } from '../../shared/evaluations/start-run.ts';
import { BUILTIN_CHAT } from '../../shared/models/open-models.ts';
import { fail } from '../../shared/platform/errors.ts';
import { actorIdOf, keyIdOf, type AppCall } from '../call.ts';
import { allowsModel } from '../chat/allows-model.ts';
import { lockSwitchIn } from '../documents/embedding/lock-switch-in.ts';
import { requireCallable } from '../tenancy/apps/require-callable.ts';
import { getRun } from './get-run.ts';

/**
 * Starts a run of an evaluation set, with the app's settings or others that are to be tried.
 * @throws evaluation_set_not_found, evaluation_run_state, embedding_switch_not_found, embedding_switch_state,
 *   invalid_request, model_not_allowed, app_archived
 */
export async function startEvaluation(
  call: AppCall,
  { set_id, settings: tried, switch_id, judge_model }: StartRun,
) {
  const { app } = call;
  if (app.archived) fail('app_archived');
  requireCallable(call, tried);
  requireAllowedModels(call, [tried.chat_model, tried.fallback_model, tried.rewrite_model, judge_model]);
  if (judge_model) requireJudge(call, judge_model);
  return call.db.transaction().execute(async (tx) => {
    const row =
      (await tx.selectFrom('apps').selectAll().where('app_id', '=', app.appId).executeTakeFirst()) ??
      fail('app_not_found');
    const settings = { ...answerSettings(row), ...given(tried) };
    if (switch_id) {
      const next = await lockSwitchIn(tx, app.appId, switch_id, ['ready']);
      settings.embedding_model = next.model;
      settings.embedding_dimensions = next.dimensions;
      settings.embedding_query_prefix = next.query_prefix;
      settings.embedding_document_prefix = next.document_prefix;
      settings.embedding_generation = next.generation;
    }
    const started = await startRun(
      tx,
      call.queue,
      { appId: app.appId, setId: set_id },
      {
        settings,
        startedBy: 'request',
        requestedBy: actorIdOf(call.actor),
        keyId: keyIdOf(call.actor),
        switchId: switch_id,
        judgeModel: judge_model,
      },
    );
    if (started === 'missing') fail('evaluation_set_not_found');
    if (started === 'empty') fail('invalid_request', 'The evaluation set has no questions. Add some first.');
    if (started === 'running')
      fail('evaluation_run_state', 'A run of this evaluation set is under way. Wait for it, or cancel it.');
    return getRun({ ...call, db: tx }, { run_id: started.runId });
  });
}

/** A key may try the models that its requests may name. */
function requireAllowedModels({ app, actor }: AppCall, models: (string | null | undefined)[]): void {
  if (actor.kind !== 'key') return;
  for (const model of models)
    if (model && !allowsModel(app, model))
      fail(
        'model_not_allowed',
        `This app does not allow the model ${model}. Let an admin add it to the app's list (panel, Settings).`,
      );
}

/** @throws invalid_request for a model that cannot judge */
export function requireJudge({ models }: AppCall, model: string): void {
  if (model === BUILTIN_CHAT || !models.hasChat(model))
    fail(
      'invalid_request',
      `The model ${model} cannot judge. Name a chat model of the model server, or leave judge_model out.`,
    );
}

/** Settings that were left out are undefined. */
const given = (tried: StartRun['settings']): Partial<AnswerSettings> =>
  Object.fromEntries(Object.entries(tried).filter(([, value]) => value !== undefined));
