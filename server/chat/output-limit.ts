import type { AppCall } from '../call.ts';
import type { Question } from './question.ts';

/** A longer answer is cut off here, as at the model's own limit: the text is held in memory until it is saved. */
const MOST_CHARACTERS = 1_000_000;
/** The longest answer to a publishable key whose app sets none. */
const VISITOR_TOKENS = 8_000;
/** No usual tokenizer makes much longer tokens on average. */
const CHARACTERS_PER_TOKEN = 4;

const isPublishable = ({ actor }: AppCall) => actor.kind === 'key' && actor.keyKind === 'publishable';

/** The most output tokens that a publishable key may ask for. */
export const mostOutputTokens = ({ app }: AppCall): number => app.maxOutputTokens ?? VISITOR_TOKENS;

/**
 * How long an answer may become.
 * @returns tokens to ask of the model, undefined: its own limit; and characters after which Docent ends the answer itself
 */
export function outputLimit(
  call: AppCall,
  { max_output_tokens }: Question,
): { tokens: number | undefined; characters: number } {
  return {
    tokens: max_output_tokens ?? call.app.maxOutputTokens ?? undefined,
    characters: isPublishable(call) ? mostOutputTokens(call) * CHARACTERS_PER_TOKEN : MOST_CHARACTERS,
  };
}
