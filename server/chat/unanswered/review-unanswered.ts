import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Tx } from '../../../db/database.ts';
import { sameAs } from '../../../db/same-as.ts';
import type { ReviewUnanswered } from '../../../shared/contract/unanswered.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import { actorIdOf, keyIdOf, type AppCall } from '../../call.ts';

/**
 * Notes what became of questions without a good answer; `new` takes it back.
 * @throws message_not_found if one of the answers is unknown, foreign, or of a session that the key may not read
 */
export const reviewUnanswered = (call: AppCall, input: ReviewUnanswered) =>
  call.db.transaction().execute((tx) => reviewIn(call, tx, input));

/** The same in a transaction of the caller's. */
export async function reviewIn(call: AppCall, tx: Tx, { message_ids, state }: ReviewUnanswered) {
  const { app, actor } = call;
  const ids = [...new Set(message_ids)];
  let query = tx
    .selectFrom('messages')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.app_id', '=', 'messages.app_id')
        .onRef('sessions.session_id', '=', 'messages.session_id'),
    )
    .select('message_id')
    .where('messages.app_id', '=', app.appId)
    .where('role', '=', 'assistant')
    .where('message_id', '=', anyOf(ids));
  if (filtersOf(call).length > 0) query = query.where(sameAs('sessions.key_id', keyIdOf(actor)));
  // An erasure of one of them waits, or has won.
  const found = await query.forKeyShare(['messages']).execute();
  if (found.length < ids.length) fail('message_not_found');
  if (state === 'new')
    await tx
      .deleteFrom('unanswered_reviews')
      .where('app_id', '=', app.appId)
      .where('message_id', '=', anyOf(ids))
      .execute();
  else
    await sql`
        insert into unanswered_reviews (app_id, message_id, state, reviewed_by)
        select app_id, message_id, ${state}, ${actorIdOf(actor)} from messages
        where app_id = ${app.appId} and message_id = any(${ids}::text[])
        on conflict (app_id, message_id) do update
        set state = excluded.state, reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at`.execute(
      tx,
    );
  return { reviewed: ids.length };
}
