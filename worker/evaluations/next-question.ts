import { sql } from 'kysely';
import type { Worker } from '../worker.ts';
import type { Claim } from './claim-run.ts';

/** The next question of a run that waits for its answer. */
export const nextQuestion = ({ db }: Worker, { app_id, run_id }: Claim) =>
  db
    .selectFrom('evaluation_results as result')
    .innerJoin('evaluation_questions as question', (join) =>
      join
        .onRef('question.app_id', '=', 'result.app_id')
        .onRef('question.question_id', '=', 'result.question_id'),
    )
    .select(['question.question_id', 'question.content', 'question.revision', 'question.unanswerable'])
    .where(
      sql<boolean>`result.app_id = ${app_id} and result.run_id = ${run_id} and result.status = 'waiting'`,
    )
    .orderBy('question.question_id')
    .limit(1)
    .executeTakeFirst();

export type NextQuestion = NonNullable<Awaited<ReturnType<typeof nextQuestion>>>;
