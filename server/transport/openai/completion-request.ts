// Reads OpenAI's chat completion request. What changes the answer and cannot be honoured is refused by name.
import { z } from 'zod';
import { MOST_OUTPUT_TOKENS } from '../../../shared/contract/index.ts';
import type { Sampling } from '../../../shared/models/model.ts';
import type { Question } from '../../chat/question.ts';
import { context, hints, NO_TOOLS, only, refuseUnknown, sampling, tools } from './fields.ts';
import { Messages, readConversation } from './messages.ts';
import { isTask } from './is-task.ts';

/** The model name that stands for the app with its own settings. */
export const OWN_MODEL = 'docent';

/** A question as a client of OpenAI asks it. */
export type OpenaiQuestion = Question & {
  /** What was left out of the request, for the response. */
  warnings: string[];
  /** A job for the model alone, such as a title: no search, and no session. */
  task: boolean;
};

const outputTokens = z.int().min(1).max(MOST_OUTPUT_TOKENS).nullish();

export const CompletionRequest = z
  .strictObject(
    {
      messages: Messages,
      stream: z.boolean().nullish(),
      stream_options: z
        .object({ include_usage: z.boolean().nullish(), include_obfuscation: z.unknown().optional() })
        .nullish(),
      max_tokens: outputTokens,
      max_completion_tokens: outputTokens,
      // OpenRouter's way to ask for the usage.
      usage: z.strictObject({ include: z.boolean().nullish() }).nullish(),
      ...context,
      ...sampling,
      ...tools,
      ...hints,
      functions: z.array(z.unknown()).max(1_000).nullish(),
      function_call: tools.tool_choice,
      n: only('more than one answer is', 1),
      response_format: z
        .strictObject({ type: z.literal('text', { error: 'must be text: JSON formats are not supported' }) })
        .nullish(),
      modalities: z.array(z.literal('text', { error: 'must be text: audio is not supported' })).nullish(),
      audio: only('audio is'),
      web_search_options: only('a search of the web is'),
      logprobs: only('log probabilities are', false),
      top_logprobs: only('log probabilities are', 0),
      logit_bias: z.strictObject({}, { error: 'a bias is not supported; leave it out' }).nullish(),
      verbosity: only('verbosity is', 'medium'),
      reasoning_effort: only('an effort in the request is; an admin sets it for the app: this is', 'medium'),
      moderation: only('moderation is'),
    },
    { error: refuseUnknown },
  )
  .transform((request): OpenaiQuestion & { includeUsage: boolean } => {
    const { question, history, firstQuestion, warnings } = readConversation(request.messages);
    if (request.tools?.length || request.functions?.length) warnings.push(NO_TOOLS);
    return {
      message: question,
      // A session has its own history; instructions hold in it too.
      history: request.session_id ? history.filter(({ role }) => role === 'system') : history,
      firstQuestion,
      warnings,
      task: isTask(question, history),
      session_id: request.session_id ?? undefined,
      filter: request.filter ?? undefined,
      metadata: request.metadata ?? undefined,
      stream: request.stream ?? false,
      includeUsage: request.stream_options?.include_usage ?? request.usage?.include ?? false,
      end_user_id: request.user ?? request.safety_identifier ?? undefined,
      end_user_signature: request.end_user_signature ?? undefined,
      model: ownOr(request.model),
      temperature: request.temperature ?? undefined,
      sampling: samplingOf(request),
      max_output_tokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    };
  });
export type CompletionRequest = z.output<typeof CompletionRequest>;

export const ownOr = (model: string | null | undefined) =>
  model === OWN_MODEL || !model ? undefined : model;

/** What differs from the value that every model starts from: clients send that too. */
function samplingOf({
  top_p,
  seed,
  stop,
  frequency_penalty,
  presence_penalty,
}: {
  [name in keyof Sampling]?: Sampling[name] | null;
}): Sampling | undefined {
  const given: Sampling = {
    ...(typeof top_p === 'number' && top_p !== 1 && { top_p }),
    ...(typeof seed === 'number' && { seed }),
    ...(stop && stop.length > 0 && { stop }),
    ...(frequency_penalty && { frequency_penalty }),
    ...(presence_penalty && { presence_penalty }),
  };
  return Object.keys(given).length > 0 ? given : undefined;
}
