import { chunkVector, inverseDocumentFrequency, termId } from '../../../shared/retrieval/lexical.ts';
import { bestSentence } from '../../../shared/retrieval/sentences.ts';
import { chunkTerms, questionTerms } from '../../../shared/retrieval/terms.ts';
import type { Section } from './sections-of.ts';

export type Found = Section;

const MOST = 12;
const SHOWN = 240;
const SALT = 'portal';

/** A search of the docs with Docent's own BM25, in memory: no model is asked. */
export function openSearch(sections: Section[]): (words: string) => Found[] {
  const indexed = sections.map((section) => {
    const { title, page, text } = section;
    const { ids, weights } = chunkVector(SALT, chunkTerms(text, 'en'), chunkTerms(`${title} ${page}`, 'en'));
    return { section, weights: new Map([...ids].map((id, place) => [id, weights[place]!])) };
  });
  return (words) => {
    const wanted = questionTerms(words, ['en']).map(({ variants }) => {
      const ids = variants.map((variant) => termId(SALT, variant));
      const containing = indexed.filter(({ weights }) => ids.some((id) => weights.has(id))).length;
      return { ids, idf: inverseDocumentFrequency(indexed.length, containing) };
    });
    return indexed
      .map(({ section, weights }) => ({
        section,
        score: wanted.reduce(
          (sum, { ids, idf }) => sum + idf * Math.max(0, ...ids.map((id) => weights.get(id) ?? 0)),
          0,
        ),
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, MOST)
      .map(({ section }) => ({ ...section, text: excerpt(section.text, words) }));
  };
}

function excerpt(text: string, words: string): string {
  const sentence = text ? bestSentence(text, words, ['en']).text.trim() : '';
  return sentence.length > SHOWN ? `${sentence.slice(0, SHOWN).replace(/\s+\S*$/, '')}…` : sentence;
}
