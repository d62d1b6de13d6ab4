import { sql, type RawBuilder } from 'kysely';
import type { Conversation, ListConversations } from '../../../shared/contract/conversations.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { readPreview } from '../../../shared/chat/sealed-message.ts';
import type { AppCall } from '../../call.ts';
import { ratedSessions } from '../sessions/rated-sessions.ts';
import { sayAny } from './say-any.ts';
import { summarize } from './summarize.ts';

export type Row = {
  session_id: string;
  end_user_id: string | null;
  key_name: string | null;
  last_at: Date;
  /** `last_at` with microseconds, which a Date cannot hold. */
  last_at_exact: string;
  total_tokens: number;
  preview: Buffer | null;
};

/** Text is encrypted, so a search decrypts it: this many sessions per request. */
const MOST_LOOKED_THROUGH = 1_000;
const AT_ONCE = 200;

/**
 * A page of the app's conversations, most recent first. A search for words covers a bounded number of sessions;
 * `next` continues from there.
 */
export async function listConversations(call: AppCall, input: ListConversations) {
  const { words, per_page } = input;
  if (!words || /^sess_\w+$/.test(words)) {
    const rows = await readRows(call, input, input.cursor, per_page + 1);
    const page = rows.slice(0, per_page);
    return {
      conversations: await present(call, page),
      next: rows.length > per_page ? cursorOf(page.at(-1)!) : null,
      looked_through: null,
    };
  }
  const found: Row[] = [];
  let sessions = 0;
  let last: Row | undefined;
  let more = true;
  while (more && found.length < per_page && sessions < MOST_LOOKED_THROUGH) {
    const batch = await readRows(call, input, last ? cursorOf(last) : input.cursor, AT_ONCE);
    more = batch.length === AT_ONCE;
    const saying = await sayAny(call, batch, words);
    for (const row of batch) {
      if (found.length === per_page) {
        more = true;
        break;
      }
      sessions++;
      last = row;
      if (saying.has(row.session_id)) found.push(row);
    }
  }
  return {
    conversations: await present(call, found),
    next: more && last ? cursorOf(last) : null,
    looked_through: { sessions, back_to: last?.last_at.toISOString() ?? null },
  };
}

const cursorOf = ({ last_at_exact, session_id }: Row) => `${last_at_exact}|${session_id}`;

async function readRows(call: AppCall, input: ListConversations, cursor: string | undefined, limit: number) {
  const conditions = conditionsOf(call, input, cursor);
  const { rows } = await sql<Row>`
    select session_id, end_user_id, last_at, last_at::text as last_at_exact, total_tokens, preview,
      (select name from keys where keys.app_id = sessions.app_id and keys.key_id = sessions.key_id) as key_name
    from sessions where ${sql.join(conditions, sql` and `)}
    order by last_at desc, session_id desc limit ${limit}`.execute(call.db);
  return rows;
}

function conditionsOf(
  call: AppCall,
  input: ListConversations,
  cursor: string | undefined,
): RawBuilder<unknown>[] {
  const { app } = call;
  const { end_user_id, key_id, outcome, feedback, from, to, words } = input;
  const zone = sql`(select time_zone from workspaces where workspace_id = ${app.workspaceId})`;
  const all = [sql`sessions.app_id = ${app.appId}`];
  if (words && /^sess_\w+$/.test(words)) all.push(sql`session_id = ${words}`);
  if (end_user_id) all.push(sql`end_user_id = ${end_user_id}`);
  if (key_id) all.push(key_id === 'panel' ? sql`key_id is null` : sql`key_id = ${key_id}`);
  if (from) all.push(sql`last_at >= ${from}::timestamp at time zone ${zone}`);
  if (to) all.push(sql`last_at < (${to}::timestamp + interval '1 day') at time zone ${zone}`);
  if (outcome)
    all.push(
      sql`session_id in (select session_id from messages where app_id = ${app.appId} and ${outcomes[outcome]})`,
    );
  if (feedback) all.push(sql`session_id in ${ratedSessions(call, feedback)}`);
  if (cursor) {
    const [lastAt = '', session = ''] = cursor.split('|');
    if (Number.isNaN(Date.parse(lastAt)))
      fail('invalid_request', 'cursor: use the value from the previous page.');
    all.push(sql`(last_at, session_id) < (${lastAt}::timestamptz, ${session})`);
  }
  return all;
}

/** Literals instead of parameters, so that Postgres can use the partial index messages_troubled. */
const outcomes = {
  no_context: sql`finish_reason = 'no_context'`,
  failed: sql`status = 'failed'`,
  aborted: sql`status = 'aborted'`,
};

async function present(call: AppCall, rows: Row[]): Promise<Conversation[]> {
  const summaries = await summarize(call, rows);
  return rows.map((row) => ({
    session_id: row.session_id,
    end_user_id: row.end_user_id,
    key_name: row.key_name,
    last_at: row.last_at.toISOString(),
    total_tokens: row.total_tokens,
    answer: row.preview ? readPreview(call.app, row.session_id, row.preview) : '',
    ...summaries.get(row.session_id)!,
  }));
}
