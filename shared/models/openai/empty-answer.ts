import { ModelError } from '../model-error.ts';
import type { ModelFinish } from '../model.ts';
import { CONTEXT_HINT, TOO_LONG, type Words } from './refusal.ts';

/** The error of an answer without text, with its usual cause. */
export function emptyAnswer(answer: {
  finish: ModelFinish | undefined;
  hasThought: boolean;
  isPage: boolean;
}): ModelError {
  return new ModelError('model_failed', `The model gave an empty answer. ${causeOf(answer)}`);
}

function causeOf({ finish, hasThought, isPage }: Parameters<typeof emptyAnswer>[0]): string {
  if (isPage)
    return 'The server sent a web page. The operator should check OPENAI_BASE_URL: it often ends in /v1.';
  if (finish === 'length')
    return 'It used up its output limit before it said anything: allow more with max_output_tokens, or let it think less (reasoning effort).';
  if (finish === 'content_filter') return "The model server's content filter removed it.";
  if (hasThought) return 'It only thought: let it think less (reasoning effort), or choose another model.';
  return CONTEXT_HINT;
}

/** An error that came in place of an answer, or in the middle of one. */
export const failureOf = (words: Words): ModelError =>
  new ModelError(
    'model_failed',
    `The model server interrupted the answer with an error.${TOO_LONG.test(words.text) || TOO_LONG.test(words.code) ? ` ${CONTEXT_HINT}` : ''}`,
  );
