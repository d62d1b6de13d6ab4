import type { App } from '../../tenancy/app.ts';
import { collectionWords } from './collection-words.ts';

/**
 * Says what an answer about the whole rests on, to be added to it.
 * @param seen passages that were read, and all that could have been found
 * @returns undefined if all were read
 */
export function lookedAt(
  { language }: App,
  asked: string,
  { passages, all }: { passages: number; all: number },
): string | undefined {
  if (all <= passages) return undefined;
  const words = collectionWords[language] ?? collectionWords[asked] ?? collectionWords['en']!;
  return words.looked.replace('{passages}', String(passages)).replace('{all}', String(all));
}
