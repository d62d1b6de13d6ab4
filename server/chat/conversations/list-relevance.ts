import { sql } from 'kysely';
import type { AnswerRelevance, ListRelevance } from '../../../shared/contract/conversations.panel.ts';
import { readContent } from '../../../shared/chat/sealed-message.ts';
import type { AppCall } from '../../call.ts';

/** Messages that are looked at, so that an app with other ones only is not read whole. */
const MOST_MESSAGES = 2_000;
/** Of a question's text in the list. */
const LONGEST = 200;

type Row = {
  message_id: string;
  session_id: string;
  question_id: string;
  content: Buffer;
  relevance: number;
  refused: boolean;
  created_at: Date;
};

/** The latest answers that depended on the relevance of what was found, with their questions, newest first. */
export async function listRelevance(
  { app, db }: AppCall,
  { limit }: ListRelevance,
): Promise<{ answers: AnswerRelevance[] }> {
  const { rows } = await sql<Row>`
    select answer.message_id, answer.session_id, question.message_id as question_id, question.content,
      answer.relevance::float8 as relevance, answer.finish_reason = 'no_context' as refused, answer.created_at
    from (
      select * from messages where app_id = ${app.appId} order by message_id desc limit ${sql.lit(MOST_MESSAGES)}
    ) answer
    cross join lateral (
      select message_id, content from messages
      where app_id = ${app.appId} and session_id = answer.session_id and role = 'user' and message_id < answer.message_id
      order by message_id desc limit 1
    ) question
    where answer.relevance is not null and answer.finish_reason in ('stop', 'length', 'no_context')
    order by answer.message_id desc limit ${limit}`.execute(db);
  return {
    answers: rows.map((row) => ({
      message_id: row.message_id,
      session_id: row.session_id,
      question: readContent(app, { message_id: row.question_id, content: row.content })
        .slice(0, LONGEST)
        .toWellFormed(),
      relevance: row.relevance,
      refused: row.refused,
      created_at: row.created_at.toISOString(),
    })),
  };
}
