import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { MOST_CURATED_ANSWERS } from '../../../shared/contract/curated-answers.ts';
import { sealQuestion } from '../../../shared/evaluations/sealed-evaluation.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { AppCall } from '../../call.ts';

/**
 * Makes a curated answer a test, or changes its test: its question must find and cite it. The set is created with the
 * first one, and again if it was deleted.
 * @throws quota_exceeded if the app has as many curated answers as it may have
 */
export async function keepTest(
  { app }: AppCall,
  tx: Tx,
  { answer_id, document_id }: { answer_id: string; document_id: string },
  question: string,
): Promise<void> {
  const own = { app_id: app.appId, answer_id };
  // Locks the set: answers are counted one after the other.
  const { set_id } = await tx
    .insertInto('evaluation_sets')
    .values({
      app_id: app.appId,
      set_id: newId('evs'),
      name: 'Curated answers',
      nightly: false,
      gate: false,
      of_curated_answers: true,
    })
    .onConflict((conflict) =>
      conflict
        .column('app_id')
        .where(sql<boolean>`of_curated_answers`)
        .doUpdateSet({ of_curated_answers: true }),
    )
    .returning('set_id')
    .executeTakeFirstOrThrow();
  const { count } = await tx
    .selectFrom('curated_answers')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  if (count > MOST_CURATED_ANSWERS)
    fail('quota_exceeded', `An app has at most ${MOST_CURATED_ANSWERS} curated answers. Delete some first.`, {
      quota: 'curated_answers',
      limit: MOST_CURATED_ANSWERS,
    });
  const known = await tx
    .selectFrom('evaluation_questions')
    .select('question_id')
    .where(({ and }) => and(own))
    .forUpdate()
    .executeTakeFirst();
  const question_id = known?.question_id ?? newId('evq');
  const content = sealQuestion(app, question_id, {
    question,
    turns: [],
    expected_document: document_id,
    expected_passage: null,
    expected_words: [],
  });
  if (known)
    await tx
      .updateTable('evaluation_questions')
      .set({ content, unanswerable: false, revision: sql`revision + 1`, updated_at: sql`now()` })
      .where(({ and }) => and({ ...own, question_id }))
      .execute();
  else
    await tx
      .insertInto('evaluation_questions')
      .values({ ...own, set_id, question_id, content, unanswerable: false, tags: [], session_id: null })
      .execute();
}
