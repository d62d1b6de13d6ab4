import type { AppCall } from '../../call.ts';
import { seenBy, toCuratedAnswer } from './find-curated-answer.ts';

/** A page of the app's curated answers, newest first. */
export async function listCuratedAnswers(
  call: AppCall,
  { page, per_page }: { page: number; per_page: number },
) {
  const { total } = await seenBy(call)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await seenBy(call)
    .selectAll('curated_answers')
    .select(['metadata', 'status', 'error', 'bytes'])
    .orderBy('answer_id', 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  return {
    curated_answers: rows.map((row) => toCuratedAnswer(call.app, row)),
    total,
    meta: { current_page: page, per_page, has_more: page * per_page < total },
  };
}
