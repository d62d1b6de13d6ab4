import { sql } from 'kysely';
import type { Conversation } from '../../../shared/contract/conversations.panel.ts';
import type { AppCall } from '../../call.ts';
import { readContent } from '../../../shared/chat/sealed-message.ts';

type Summary = Pick<Conversation, 'question' | 'messages' | 'cost' | 'up' | 'down' | 'outcomes'>;
type Row = Omit<Summary, 'question' | 'cost'> & {
  session_id: string;
  message_id: string | null;
  content: Buffer | null;
  cost: string | null;
};

const LONGEST_QUESTION = 200;

/** The summary of each session for a list: first question, number of messages, outcomes. */
export async function summarize(
  { db, app }: AppCall,
  sessions: { session_id: string }[],
): Promise<Map<string, Summary>> {
  const ids = sessions.map((row) => row.session_id);
  const { rows } = await sql<Row>`
    select wanted.session_id, first.message_id, first.content, said.messages, said.cost, said.outcomes,
      given.up, given.down
    from unnest(${ids}::text[]) as wanted (session_id)
    cross join lateral (
      select count(*) as messages, sum(cost) as cost,
        coalesce(array_agg(distinct case when status = 'complete' then finish_reason else status end)
          filter (where role = 'assistant' and (status <> 'complete' or finish_reason = 'no_context')), '{}') as outcomes
      from messages where app_id = ${app.appId} and session_id = wanted.session_id
    ) said
    cross join lateral (
      select count(*) filter (where rating = 'up') as up, count(*) filter (where rating = 'down') as down
      from feedback where app_id = ${app.appId} and session_id = wanted.session_id
    ) given
    left join lateral (
      select message_id, content from messages
      where app_id = ${app.appId} and session_id = wanted.session_id and role = 'user' order by message_id limit 1
    ) first on true`.execute(db);
  return new Map(
    rows.map(({ session_id, message_id, content, cost, ...row }) => [
      session_id,
      {
        ...row,
        cost: cost === null ? null : Number(cost),
        question:
          message_id && content
            ? readContent(app, { message_id, content }).slice(0, LONGEST_QUESTION).toWellFormed()
            : '',
      },
    ]),
  );
}
