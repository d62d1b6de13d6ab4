import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';

/** Deletes a question with its results in all runs. @throws evaluation_question_not_found */
export async function deleteQuestion(
  { db, app }: AppCall,
  { set_id, question_id }: { set_id: string; question_id: string },
) {
  const { numDeletedRows } = await db
    .deleteFrom('evaluation_questions')
    .where('app_id', '=', app.appId)
    .where('set_id', '=', set_id)
    .where('question_id', '=', question_id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) fail('evaluation_question_not_found');
  return { question_id, deleted: true as const };
}
