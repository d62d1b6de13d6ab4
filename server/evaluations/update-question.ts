import { sql } from 'kysely';
import { NewQuestion, type UpdateQuestion } from '../../shared/contract/evaluations.ts';
import { readQuestion, sealQuestion } from '../../shared/evaluations/sealed-evaluation.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { toQuestion } from './to-question.ts';

/** Changes the given fields of a question. @throws evaluation_question_not_found, invalid_request */
export async function updateQuestion(call: AppCall, { set_id, question_id, ...given }: UpdateQuestion) {
  const { app } = call;
  const own = { app_id: app.appId, set_id, question_id };
  return call.db.transaction().execute(async (tx) => {
    const before =
      (await tx
        .selectFrom('evaluation_questions')
        .selectAll()
        .where(({ and }) => and(own))
        .forUpdate()
        .executeTakeFirst()) ?? fail('evaluation_question_not_found');
    const { unanswerable, tags, ...text } = NewQuestion.parse({
      ...readQuestion(app, before),
      unanswerable: before.unanswerable,
      tags: before.tags,
      ...given,
    });
    const row = await tx
      .updateTable('evaluation_questions')
      .set({
        content: sealQuestion(app, question_id, text),
        unanswerable,
        tags,
        revision: sql`revision + 1`,
        updated_at: sql`now()`,
      })
      .where(({ and }) => and(own))
      .returningAll()
      .executeTakeFirstOrThrow();
    return { question: toQuestion(app, row) };
  });
}
