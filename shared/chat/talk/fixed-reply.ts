import type { App } from '../../tenancy/app.ts';
import type { Talk } from './read-talk.ts';
import type { PhraseKind } from './talk-phrases.ts';
import { talkTexts } from './talk-texts.ts';

/**
 * The reply to small talk where no model writes one: the app's own words, or the built-in ones in the language of the
 * app's answers or of the message.
 * @param first the first question of the conversation
 * @returns undefined if there is nothing that the message could be about
 */
export function fixedReply(
  { language, talkTexts: own }: App,
  { kind, languages }: Talk<PhraseKind>,
  first: string | undefined,
): string | undefined {
  const wanted = language === 'auto' ? languages : [language, ...languages];
  const words = talkTexts[wanted.find((one) => talkTexts[one]) ?? 'en']!;
  if (kind !== 'first') return own[kind] || words[kind];
  return first === undefined ? undefined : words.first.replace('{question}', () => first);
}
