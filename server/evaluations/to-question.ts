import type { Selectable } from 'kysely';
import type { EvaluationQuestionsTable } from '../../db/tables/evaluations.ts';
import type { EvaluationQuestion } from '../../shared/contract/evaluations.ts';
import { readQuestion } from '../../shared/evaluations/sealed-evaluation.ts';
import type { App } from '../../shared/tenancy/app.ts';

/** A question as the contract shows it. */
export const toQuestion = (app: App, row: Selectable<EvaluationQuestionsTable>): EvaluationQuestion => ({
  question_id: row.question_id,
  ...readQuestion(app, row),
  unanswerable: row.unanswerable,
  tags: row.tags,
  from_conversation: row.session_id !== null,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
