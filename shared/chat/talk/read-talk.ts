import { collectionWords } from '../collection/collection-words.ts';
import { talkPhrases, type PhraseKind } from './talk-phrases.ts';

/**
 * What a message is, if it is small talk as a whole, or asks which documents there are; and the languages in which it is
 * that, the likeliest first.
 */
export type Talk<K = PhraseKind | 'documents'> = { kind: K; languages: string[] };

/** Of several kinds in one message, the reply is to the first of these. */
const KINDS: PhraseKind[] = ['about', 'first', 'rephrase', 'thanks', 'farewell', 'greeting'];
const ORDER = ['documents' as const, ...KINDS];
const MOST_CHARACTERS = 120;
const LONGEST_PHRASE = 8;

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}|['’ʼ]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

type Meaning = { kind: PhraseKind | 'documents'; language: string };
let read: { phrases: Map<string, Meaning[]>; besides: Set<string> } | undefined;

function lexicon() {
  if (read) return read;
  const phrases = new Map<string, Meaning[]>();
  const besides = new Set<string>();
  const add = (phrase: string, meaning: Meaning) => {
    const known = phrases.get(phrase) ?? [];
    phrases.set(phrase, known);
    if (!known.some(({ kind, language }) => kind === meaning.kind && language === meaning.language))
      known.push(meaning);
  };
  for (const [language, { besides: others = '', inLanguage = '', ...kinds }] of Object.entries(talkPhrases)) {
    for (const kind of KINDS)
      for (const phrase of kinds[kind].split('|')) add(plain(phrase), { kind, language });
    for (const word of others.split('|')) besides.add(plain(word));
    const names = new Intl.DisplayNames(language, { type: 'language' });
    for (const pattern of inLanguage.split('|').filter(Boolean))
      for (const code of Object.keys(talkPhrases))
        add(plain(pattern.replace('%', names.of(code)!)), { kind: 'rephrase', language });
  }
  for (const [language, { documents }] of Object.entries(collectionWords))
    for (const phrase of documents.split('|')) add(plain(phrase), { kind: 'documents', language });
  besides.delete('');
  return (read = { phrases, besides });
}

/**
 * Reads a message that is nothing but a greeting, thanks, a question about the assistant or about the conversation.
 * @param languages of the app: they come first where a phrase is one of several languages
 * @returns undefined if there is anything else in it
 */
export function readTalk(message: string, languages: string[]): Talk | undefined {
  if (message.length > MOST_CHARACTERS) return undefined;
  const { phrases, besides } = lexicon();
  const words = plain(message).split(' ');
  const meant: Meaning[] = [];
  for (let at = 0; at < words.length;) {
    let taken = 0;
    for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0 && !taken; length--) {
      const phrase = words.slice(at, at + length).join(' ');
      const meanings = phrases.get(phrase);
      if (!meanings && !besides.has(phrase)) continue;
      meant.push(...(meanings ?? []));
      taken = length;
    }
    if (!taken) return undefined;
    at += taken;
  }
  const kind = ORDER.find((kind) => meant.some((meaning) => meaning.kind === kind));
  if (!kind) return undefined;
  const found = meant.filter((meaning) => meaning.kind === kind).map(({ language }) => language);
  const known = found.filter((language) => languages.includes(language));
  return { kind, languages: [...new Set([...known, ...found])] };
}
