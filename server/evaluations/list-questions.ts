import { sql } from 'kysely';
import type { ListQuestions } from '../../shared/contract/evaluations.ts';
import type { AppCall } from '../call.ts';
import { findSet } from './find-set.ts';
import { toQuestion } from './to-question.ts';

type Wanted = { set_id: string; tag?: string | undefined };

/** A page of the questions of an evaluation set, in the order in which they were added. @throws evaluation_set_not_found */
export async function listQuestions(call: AppCall, { page, per_page, ...wanted }: ListQuestions) {
  await findSet(call, wanted.set_id);
  const { total } = await questionsOf(call, wanted)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await questionsOf(call, wanted)
    .selectAll()
    .orderBy('question_id')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  return {
    questions: rows.map((row) => toQuestion(call.app, row)),
    total,
    meta: { current_page: page, per_page, has_more: page * per_page < total },
  };
}

/** The questions of a set, all of them or those with a tag. */
export function questionsOf({ db, app }: AppCall, { set_id, tag }: Wanted) {
  const all = db
    .selectFrom('evaluation_questions')
    .where('app_id', '=', app.appId)
    .where('set_id', '=', set_id);
  return tag === undefined ? all : all.where(sql<boolean>`${tag} = any(tags)`);
}
