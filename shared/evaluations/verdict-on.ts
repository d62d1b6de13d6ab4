import type { Selectable } from 'kysely';
import type { EvaluationResultsTable } from '../../db/tables/evaluations.ts';

type Result = Pick<
  Selectable<EvaluationResultsTable>,
  'revision' | 'status' | 'passed' | 'abstained' | 'words_found' | 'cited' | 'rank'
>;

/**
 * Whether a question's answer got better: by whether it passed, then by its words, its citation and its rank.
 * @returns undefined if there is nothing to compare: no answer in one of the runs, or a question that was changed
 */
export function verdictOn(base: Result, run: Result): 'better' | 'worse' | 'same' | undefined {
  if (base.revision !== run.revision || base.status !== 'answered' || run.status !== 'answered')
    return undefined;
  for (const value of [passed, wordsFound, cited, rank]) {
    const difference = value(run) - value(base);
    if (difference !== 0) return difference > 0 ? 'better' : 'worse';
  }
  return 'same';
}

const passed = (result: Result) => Number(result.passed);
const wordsFound = (result: Result) => result.words_found ?? 0;
const cited = (result: Result) => Number(result.cited);
const rank = (result: Result) => (result.rank === null ? 0 : 1 / result.rank);
