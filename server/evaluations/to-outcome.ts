import type { Selectable } from 'kysely';
import type { EvaluationResultsTable } from '../../db/tables/evaluations.ts';
import { readResult } from '../../shared/evaluations/sealed-evaluation.ts';
import type { App } from '../../shared/tenancy/app.ts';

/** What became of a question in a run. */
export function toOutcome(app: App, row: Selectable<EvaluationResultsTable>) {
  const text = readResult(app, row);
  return {
    status: row.status,
    passed: row.passed,
    abstained: row.abstained,
    rank: row.rank,
    cited: row.cited,
    words_found: row.words_found,
    words_expected: row.words_expected,
    answer: text?.answer ?? null,
    judgement: row.judgement,
    judgement_reason: text?.reason ?? null,
    citations: text?.citations ?? [],
  };
}
