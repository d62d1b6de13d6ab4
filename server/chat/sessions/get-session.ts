import { sql } from 'kysely';
import { fail } from '../../../shared/platform/errors.ts';
import type { GetSession } from '../../../shared/contract/sessions.ts';
import type { AppCall } from '../../call.ts';
import { readCitation, readContent, readMetadata } from '../../../shared/chat/sealed-message.ts';
import { toFeedback } from '../feedback/to-feedback.ts';
import { ownsSession } from '../../access/sessions/owns-session.ts';
import { toUsage } from '../../billing/usage/to-usage.ts';
import { isExtract } from '../../../shared/chat/is-extract.ts';

/** Bytes of text after which a page ends, whatever its limit: it is put together in memory. */
const MOST_BYTES = 1_000_000;

/** A session with its latest messages, or those before one of them, oldest first. @throws session_not_found */
export async function getSession(call: AppCall, { session_id, before, limit }: GetSession) {
  if (!(await ownsSession(call, session_id))) fail('session_not_found');
  const { appId } = call.app;
  const ofSession = { app_id: appId, session_id };
  const [{ ids, older }, session, totals] = await Promise.all([
    pageOf(call, session_id, before, limit),
    call.db
      .selectFrom('sessions')
      .selectAll()
      .where('app_id', '=', appId)
      .where('session_id', '=', session_id)
      .executeTakeFirst(),
    call.db
      .selectFrom('messages')
      .select((eb) => [
        eb.fn.countAll<number>().as('count'),
        sql<number | null>`sum(cost)::float8`.as('cost'),
        sql<number>`count(*) filter (where role = 'assistant' and input_tokens is not null and cost is null)`.as(
          'unpriced',
        ),
      ])
      .where('app_id', '=', ofSession.app_id)
      .where('session_id', '=', session_id)
      .executeTakeFirstOrThrow(),
  ]);
  if (!session) fail('session_not_found');
  const ofPage = sql<boolean>`message_id = any(${ids}::text[])`;
  const [messages, citations, feedback] = await Promise.all([
    call.db
      .selectFrom('messages')
      .selectAll()
      .where('app_id', '=', appId)
      .where(ofPage)
      .orderBy('message_id')
      .execute(),
    call.db
      .selectFrom('citations')
      .selectAll()
      .where('app_id', '=', appId)
      .where(ofPage)
      .orderBy('index')
      .execute(),
    call.db.selectFrom('feedback').selectAll().where('app_id', '=', appId).where(ofPage).execute(),
  ]);
  const given = new Map(feedback.map((row) => [row.message_id, toFeedback(call.app, row)]));
  const quoted = Map.groupBy(citations, ({ message_id }) => message_id);
  return {
    session: {
      session_id: session.session_id,
      key_id: session.key_id,
      end_user_id: session.end_user_id,
      created_at: session.created_at.toISOString(),
      last_at: session.last_at.toISOString(),
      total_tokens: session.total_tokens,
      message_count: totals.count,
      cost: totals.cost,
      unpriced_answers: totals.unpriced,
      messages: messages.map((row) => ({
        message_id: row.message_id,
        role: row.role,
        status: row.status,
        content: readContent(call.app, row),
        metadata: readMetadata(call.app, row),
        citations: (quoted.get(row.message_id) ?? []).map((citation) => readCitation(call.app, citation)),
        model: row.model,
        extract: isExtract({ model: row.model, citations: quoted.get(row.message_id) ?? [] }),
        finish_reason: row.finish_reason,
        error_code: row.error_code,
        time_to_first_token_ms: row.time_to_first_token_ms,
        feedback: given.get(row.message_id) ?? null,
        usage:
          row.role === 'assistant' && row.input_tokens !== null
            ? toUsage(row.input_tokens, row.output_tokens ?? 0, row.cost)
            : null,
        created_at: row.created_at.toISOString(),
      })),
    },
    older,
  };
}

/** The ids of a page, newest first: as many as fit, at least one; and whether there are earlier ones. */
async function pageOf({ db, app }: AppCall, sessionId: string, before: string | undefined, limit: number) {
  let query = db
    .selectFrom('messages')
    .select(['message_id', sql<number>`octet_length(content)`.as('bytes')])
    .where('app_id', '=', app.appId)
    .where('session_id', '=', sessionId);
  if (before !== undefined) query = query.where('message_id', '<', before);
  const rows = await query
    .orderBy('message_id', 'desc')
    .limit(limit + 1)
    .execute();
  let bytes = 0;
  const fitting = rows.slice(0, limit).findIndex((row) => (bytes += row.bytes) > MOST_BYTES);
  const ids = rows.slice(0, fitting < 0 ? limit : Math.max(1, fitting)).map(({ message_id }) => message_id);
  return { ids, older: rows.length > ids.length ? ids.at(-1)! : null };
}
