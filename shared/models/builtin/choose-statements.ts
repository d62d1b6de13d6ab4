// Chooses what answers a question from what was found.
import { chunkTerms, questionTerms } from '../../retrieval/terms.ts';
import { cosine, embedText } from './embedding.ts';
import { statementsOf, type Statement } from './statements.ts';

// Chosen on every second question of XQuAD in five languages, checked on the others: npm run bench:answers.
const MOST_STATEMENTS = 3;
/** A further statement is added if its score is at least this share of the best one. */
const WORTH_SAYING = 0.68;
/** Penalty per rank of the passage. */
const RANK_DISCOUNT = 0.85;
/** What the better neighbour's score adds: a question's words are often spread over two sentences. */
const NEIGHBOUR = 0.4;
const COSINE_WEIGHT = 0.5;
/** Words up to which a statement is not long. */
const USUAL_WORDS = 30;
const LONG_BY = 120;
/** Weight of a word that only the question before has. */
const CONTEXT_WEIGHT = 0.4;

export type Chosen = Pick<Statement, 'text' | 'start'> & { passage: number; score: number };
type Word = { variants: string[]; weight: number };

/**
 * The best statements, in the order of their passages, without repetitions.
 * @param context the question before, if the question cannot be understood without it
 */
export function chooseStatements(
  {
    question,
    context = '',
    languages,
  }: { question: string; context?: string | undefined; languages: string[] },
  passages: { text: string; tableHeader?: string | null }[],
): Chosen[] {
  const known = languages.length > 0 ? languages : ['und'];
  const all = passages.flatMap((passage, rank) =>
    statementsOf(passage).map((statement) => ({
      ...statement,
      passage: rank,
      terms: new Set(known.flatMap((language) => chunkTerms(statement.text, language))),
    })),
  );
  const words = weigh(
    question,
    context,
    languages,
    all.map(({ terms }) => terms),
  );
  const total = words.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const meaning = embedText(question);
  const alone = all.map(({ text, terms }) => {
    const covered = words.reduce((sum, word) => sum + (occursIn(terms, word) ? word.weight : 0), 0);
    const length = 1 + Math.max(0, terms.size - USUAL_WORDS) / LONG_BY;
    return covered / total / length + COSINE_WEIGHT * Math.max(0, cosine(meaning, embedText(text)));
  });
  const beside = (place: number, passage: number) => (all[place]?.passage === passage ? alone[place]! : 0);
  const scored = all.map(({ text, start, passage, whole }, place): Chosen => {
    const neighbour = whole ? 0 : Math.max(beside(place - 1, passage), beside(place + 1, passage));
    const score = (alone[place]! + NEIGHBOUR * neighbour) * RANK_DISCOUNT ** passage;
    return { text, start, passage, score };
  });
  scored.sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const chosen: Chosen[] = [];
  for (const candidate of scored) {
    if (chosen.length === MOST_STATEMENTS || candidate.score < WORTH_SAYING * best) break;
    if (!chosen.some((other) => other.text === candidate.text)) chosen.push(candidate);
  }
  return chosen.sort((a, b) => a.passage - b.passage || a.start - b.start);
}

/** The words of both questions. One in most of the statements says little about which of them answers. */
function weigh(question: string, context: string, languages: string[], statements: Set<string>[]): Word[] {
  const asked = questionTerms(question, languages);
  const own = new Set(asked.map(({ word }) => word));
  const before = questionTerms(context, languages).filter(({ word }) => !own.has(word));
  const weightOf = (word: { variants: string[] }) => {
    const occurrences = statements.filter((terms) => occursIn(terms, word)).length;
    return Math.log(1 + statements.length / (1 + occurrences));
  };
  return [
    ...asked.map(({ variants }) => ({ variants, weight: weightOf({ variants }) })),
    ...before.map(({ variants }) => ({ variants, weight: CONTEXT_WEIGHT * weightOf({ variants }) })),
  ];
}

const occursIn = (terms: Set<string>, { variants }: { variants: string[] }): boolean =>
  variants.some((variant) => terms.has(variant));
