import type { Filter } from '../../contract/filter.ts';
import type { Passage } from '../../retrieval/retrieve.ts';
import { fitPassages } from '../build-prompt.ts';
import type { AnswerCall } from '../draft.ts';
import { isAboutWhole } from './is-about-whole.ts';
import { meantDocument } from './meant-document.ts';
import { passagesOf } from './documents-in-reach.ts';
import { MOST_SOURCES } from './reading.ts';
import { fill, readingWords } from './reading-words.ts';

export type MeantRead = {
  /** Whether all of it fits. @param budget tokens for the prompt */
  fits(budget: number): boolean;
  /** The document from its beginning, as far as it fits. @param budget tokens for the prompt */
  within(budget: number): Passage[];
  /** How much of it was read, to be added to the answer; undefined if all was. */
  noteOf(passages: Passage[]): string | undefined;
};

/**
 * The document that is to be summarised, in its order: whatever model answers gets it, also one that calls no tools.
 * @returns undefined if no summary is asked for, or not of one document
 */
export async function readMeant(
  call: AnswerCall,
  question: string,
  filters: Filter[],
): Promise<MeantRead | undefined> {
  const { app } = call;
  const spoken = isAboutWhole(question, app.languages, 'summary');
  const document = spoken && (await meantDocument(call, question, filters));
  if (!document) return undefined;
  const { name, chunks: all } = document;
  const passages = await passagesOf(call, document.documentId, { limit: MOST_SOURCES });
  const within = (tokens: number) => fitPassages(app, passages, question, tokens, Infinity);
  const words = readingWords[app.language] ?? readingWords[spoken] ?? readingWords['en']!;
  return {
    within,
    fits: (budget) => within(budget).length === all,
    noteOf: ({ length: parts }) => (parts === all ? undefined : fill(words.partly, { name, parts, all })),
  };
}
