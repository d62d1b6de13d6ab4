import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '../../../db/database.ts';
import { sameAs } from '../../../db/same-as.ts';
import type { UnansweredReason } from '../../contract/unanswered.ts';
import type { App } from '../../tenancy/app.ts';
import { readComment, readContent } from '../sealed-message.ts';
import { isAlike, termsOf } from './group-by-likeness.ts';

const MOST_SESSIONS = 2_000;
const ROWS_A_TURN = 100;

type Row = {
  message_id: string;
  session_id: string;
  finish_reason: string | null;
  cited: boolean;
  rating: string | null;
  comment: Buffer | null;
  state: 'fixed' | 'ignored' | null;
  reviewed_at: Date | null;
  asked_at: Date;
  question_id: string;
  content: Buffer;
  next_id: string | null;
  next_content: Buffer | null;
};

export type Unanswered = {
  messageId: string;
  sessionId: string;
  question: string;
  terms: Set<string>;
  reasons: UnansweredReason[];
  comment: string | null;
  askedAt: Date;
  review: { state: 'fixed' | 'ignored'; at: Date } | null;
};

/**
 * Questions of a period that got no good answer, newest first.
 * @param ofKey only those of sessions that this key has begun; null: a person in the panel
 * @returns complete: whether all sessions of the period were looked through
 */
export async function readUnanswered(
  { app, db }: { app: App; db: Db },
  since: Date,
  ofKey?: { keyId: string | null },
): Promise<{ questions: Unanswered[]; complete: boolean }> {
  const { appId } = app;
  const own = ofKey ? sql`and ${sameAs('key_id', ofKey.keyId)}` : sql``;
  const { rows: sessions } = await sql<{ session_id: string }>`
    select session_id from sessions where app_id = ${appId} and last_at >= ${since} ${own}
    order by last_at desc limit ${MOST_SESSIONS + 1}`.execute(db);
  const ids = sessions.slice(0, MOST_SESSIONS).map(({ session_id }) => session_id);
  const { rows } = await sql<Row>`
    select answer.message_id, answer.session_id, answer.finish_reason, cites.cited, feedback.rating, feedback.comment,
      review.state, review.reviewed_at, asked.created_at as asked_at, asked.message_id as question_id, asked.content,
      next.message_id as next_id, next.content as next_content
    from messages answer
    cross join lateral (
      select message_id, content, created_at from messages
      where app_id = ${appId} and session_id = answer.session_id and role = 'user' and message_id < answer.message_id
      order by message_id desc limit 1
    ) asked
    left join lateral (
      select message_id, content from messages
      where app_id = ${appId} and session_id = answer.session_id and role = 'user' and message_id > answer.message_id
        and created_at < answer.created_at + interval '5 minutes'
      order by message_id limit 1
    ) next on true
    cross join lateral (
      select exists (
        select from citations where app_id = ${appId} and message_id = answer.message_id) as cited
    ) cites
    left join feedback on feedback.app_id = ${appId} and feedback.message_id = answer.message_id
    left join unanswered_reviews review on review.app_id = ${appId} and review.message_id = answer.message_id
    where answer.app_id = ${appId} and answer.session_id = any(${ids}::text[]) and answer.role = 'assistant'
      and answer.status = 'complete' and answer.created_at >= ${since} and length(asked.content) > 0
      and answer.finish_reason is distinct from 'erased'
      and (not cites.cited or feedback.rating = 'down' or next.message_id is not null)
    order by answer.message_id desc`.execute(db);
  const questions: Unanswered[] = [];
  for (const [place, row] of rows.entries()) {
    const found = toUnanswered(app, row);
    if (found) questions.push(found);
    // Texts are decrypted and split into words: others have their turn meanwhile.
    if (place % ROWS_A_TURN === 0) await nextTurn();
  }
  return { questions, complete: sessions.length <= MOST_SESSIONS };
}

function toUnanswered(app: App, row: Row): Unanswered | undefined {
  const question = readContent(app, { message_id: row.question_id, content: row.content });
  const terms = termsOf(question, app.languages);
  const reasons: UnansweredReason[] = [];
  if (row.finish_reason === 'no_context') reasons.push('no_context');
  else if (!row.cited) reasons.push('without_source');
  if (row.rating === 'down') reasons.push('thumbs_down');
  if (row.next_id && row.next_content) {
    const next = readContent(app, { message_id: row.next_id, content: row.next_content });
    if (isAlike(terms, termsOf(next, app.languages))) reasons.push('rephrased');
  }
  if (reasons.length === 0) return undefined;
  return {
    messageId: row.message_id,
    sessionId: row.session_id,
    question,
    terms,
    reasons,
    comment: row.rating === 'down' ? readComment(app, row) : null,
    askedAt: row.asked_at,
    review: row.state && row.reviewed_at && { state: row.state, at: row.reviewed_at },
  };
}
