// /openai/v1, for the official `openai` client. Same use case, keys, scopes and origins as /api/v1.
import { Router } from 'express';
import { z } from 'zod';
import type { Operation } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { continueAnswer } from '../../chat/continue-answer.ts';
import { allowsModel } from '../../chat/allows-model.ts';
import { completeTask } from '../../chat/complete-task.ts';
import { sendMessage } from '../../chat/send-message.ts';
import type { Admission } from '../rest/admission.ts';
import { serve } from '../rest/serve.ts';
import type { Bound } from '../operations.ts';
import { CompletionRequest, OWN_MODEL, type OpenaiQuestion } from './completion-request.ts';
import { ResponseRequest } from './response-request.ts';
import { responseFormat } from './response-format.ts';
import { completionFormat } from './completion-format.ts';

/** Additional headers that the client sends from browsers. */
export const OPENAI_HEADERS = [
  ...['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'].map(
    (name) => `X-Stainless-${name}`,
  ),
  'X-Stainless-Helper-Method',
  'OpenAI-Organization',
  'OpenAI-Project',
]
  .map((name) => `, ${name}`)
  .join('');

const common = { tag: 'Chat', scope: 'chat', status: 200, output: z.unknown(), errors: [] } as const;

const completion: Bound = {
  operation: {
    ...common,
    id: 'createChatCompletion',
    summary: 'Ask a question in the format of OpenAI',
    method: 'post',
    path: '/chat/completions',
    input: CompletionRequest,
    events: {},
    spends: true,
    errors: [],
  } satisfies Operation,
  run: (call: AppCall, input) => {
    const question = knownModel(call, input as OpenaiQuestion);
    return question.task && isSecret(call) ? completeTask(call, question) : sendMessage(call, question);
  },
};

const response: Bound = {
  operation: {
    ...common,
    id: 'createResponse',
    summary: 'Ask a question in the format of the Responses API',
    method: 'post',
    path: '/responses',
    input: ResponseRequest,
    events: {},
    spends: true,
    errors: [],
  } satisfies Operation,
  run: (call: AppCall, input) => {
    const question = knownModel(call, input as ResponseRequest);
    if (question.task && isSecret(call)) return completeTask(call, question);
    return question.previous
      ? continueAnswer(call, question.previous, question)
      : sendMessage(call, question);
  },
};

/** Clients bring names of their own: the app's model may stand for those that it does not know. */
function knownModel<Q extends OpenaiQuestion>(call: AppCall, question: Q): Q {
  const { model } = question;
  if (call.config.unknownModels !== 'own' || !model || allowsModel(call.app, model)) return question;
  question.warnings.push(`The model ${model} is not known here: ${call.app.chatModel} answers.`);
  return Object.assign(question, { model: undefined });
}

const isSecret = ({ actor }: AppCall) => actor.kind === 'key' && actor.keyKind === 'secret';

const models: Bound = {
  operation: {
    ...common,
    id: 'listModels',
    summary: 'List the available models',
    method: 'get',
    path: '/models',
    input: z.object({}),
    errors: [],
  } satisfies Operation,
  run: async (call: AppCall) => ({
    object: 'list',
    data: namesOf(call).map(modelOf),
  }),
};

const modelOf = (id: string) => ({ id, object: 'model', created: 0, owned_by: 'docent' });

const model: Bound = {
  operation: {
    ...common,
    id: 'getModel',
    summary: 'Get an available model',
    method: 'get',
    path: '/models/{model}',
    input: z.object({ model: z.string() }),
    errors: [],
  } satisfies Operation,
  run: async (call: AppCall, input) => {
    const { model: wanted } = input as { model: string };
    const names = namesOf(call);
    return names.includes(wanted)
      ? modelOf(wanted)
      : fail('model_not_found', `There is no such model here. Use ${names.join(' or ')}.`);
  },
};

/** The models that the key may name; beginnings of names are left out. */
function namesOf(call: AppCall): string[] {
  const { app } = call;
  const more = isSecret(call) ? app.allowedModels : [];
  return [...new Set([OWN_MODEL, app.chatModel, ...more.filter((name) => !name.endsWith('*'))])];
}

export function openai(ctx: Context, admission: Admission): Router {
  const router = Router({ caseSensitive: true });
  router.post('/chat/completions', (req, res) =>
    serve(ctx, admission, completion, req, res, completionFormat),
  );
  router.post('/responses', (req, res) => serve(ctx, admission, response, req, res, responseFormat));
  router.get('/models', (req, res) => serve(ctx, admission, models, req, res));
  // Names such as openai/gpt-oss-20b have slashes.
  router.get('/models/*model', (req, res) => {
    Object.assign(req.params, { model: [req.params['model']].flat().join('/') });
    return serve(ctx, admission, model, req, res);
  });
  router.all(['/chat/completions', '/responses', '/models', '/models/*model'], () =>
    fail('method_not_allowed'),
  );
  router.use(() =>
    fail(
      'not_found',
      'Docent serves /openai/v1/chat/completions, /openai/v1/responses and /openai/v1/models.',
    ),
  );
  return router;
}
