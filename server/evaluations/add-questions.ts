import type { Tx } from '../../db/database.ts';
import { MOST_QUESTIONS, type AddQuestions, type NewQuestion } from '../../shared/contract/evaluations.ts';
import { sealQuestion } from '../../shared/evaluations/sealed-evaluation.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { AppCall } from '../call.ts';
import { questionOfAnswer } from './question-of-answer.ts';
import { readQuestionCsv } from './read-question-csv.ts';
import { toQuestion } from './to-question.ts';

/**
 * Adds questions to an evaluation set: given, from a CSV file, or from an answer of a conversation.
 * @throws evaluation_set_not_found, message_not_found, missing_scope, invalid_request, quota_exceeded
 */
export async function addQuestions(call: AppCall, { set_id, questions, csv, message_id }: AddQuestions) {
  const saved = message_id === undefined ? undefined : await questionOfAnswer(call, message_id);
  const added = [...(questions ?? []), ...(csv === undefined ? [] : readQuestionCsv(csv))];
  const total = added.length + (saved ? 1 : 0);
  const { app } = call;
  return call.db.transaction().execute(async (tx) => {
    const count = await lockSet(tx, app.appId, set_id);
    if (count + total > MOST_QUESTIONS)
      fail(
        'quota_exceeded',
        `An evaluation set has at most ${MOST_QUESTIONS} questions; this one has ${count}. Add the others to another set.`,
        { quota: 'evaluation_questions', limit: MOST_QUESTIONS },
      );
    if (saved) await holdSession(tx, app.appId, saved.sessionId);
    const rows = await tx
      .insertInto('evaluation_questions')
      .values([
        ...added.map((question) => toRow(call, set_id, question)),
        ...(saved ? [toRow(call, set_id, saved.question, saved.sessionId)] : []),
      ])
      .returningAll()
      .execute();
    return { questions: rows.map((row) => toQuestion(app, row)) };
  });
}

function toRow(
  { app }: AppCall,
  set_id: string,
  { unanswerable, tags, ...text }: NewQuestion,
  sessionId?: string,
) {
  const question_id = newId('evq');
  return {
    app_id: app.appId,
    set_id,
    question_id,
    content: sealQuestion(app, question_id, text),
    unanswerable,
    tags,
    session_id: sessionId ?? null,
  };
}

/** @returns how many questions it has */
async function lockSet(tx: Tx, appId: string, setId: string): Promise<number> {
  const set = await tx
    .selectFrom('evaluation_sets')
    .select('set_id')
    .where('app_id', '=', appId)
    .where('set_id', '=', setId)
    .forUpdate()
    .executeTakeFirst();
  if (!set) fail('evaluation_set_not_found');
  const { count } = await tx
    .selectFrom('evaluation_questions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('app_id', '=', appId)
    .where('set_id', '=', setId)
    .executeTakeFirstOrThrow();
  return count;
}

/** An erasure of the session waits until the question is written, or has won. */
async function holdSession(tx: Tx, appId: string, sessionId: string): Promise<void> {
  const session = await tx
    .selectFrom('sessions')
    .select('session_id')
    .where('app_id', '=', appId)
    .where('session_id', '=', sessionId)
    .forKeyShare()
    .executeTakeFirst();
  if (!session) fail('message_not_found');
}
