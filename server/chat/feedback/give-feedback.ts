import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { GiveFeedback } from '../../../shared/contract/feedback.ts';
import { sealComment } from '../../../shared/chat/sealed-message.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';
import { keyIdOf, type AppCall } from '../../call.ts';
import { findAnswer } from '../find-answer.ts';
import { toFeedback } from './to-feedback.ts';

/**
 * Stores the rating of an answer; a new rating replaces the old one. The comment is encrypted like a message.
 * @throws legal_hold for a second rating; message_not_found, also for a user's own message and, with a publishable key, without the session's secret
 */
export async function giveFeedback(call: AppCall, { message_id, rating, comment }: GiveFeedback) {
  const { app, actor } = call;
  const { appId } = app;
  const message = await findAnswer(call, message_id);
  const given = {
    rating,
    key_id: keyIdOf(actor),
    comment: sealComment(app, message_id, comment),
  };
  const keepAndTell = async (tx: Tx) => {
    const kept = await keep(tx);
    const { session_id } = message;
    if (kept?.created)
      await emitEvent(tx, call.queue, appId, 'feedback.created', { message_id, session_id, rating });
    return kept;
  };
  const keep = async (db: Db | Tx) => {
    const created = await db
      .insertInto('feedback')
      .values({ app_id: appId, message_id, session_id: message.session_id, ...given })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst()
      .catch((error: { code?: string }) => {
        // The session was deleted between the two statements.
        if (error.code === '23503') fail('message_not_found');
        throw error;
      });
    if (created) return { ...created, created: true };
    const replaced = await db
      .updateTable('feedback')
      .set({ ...given, updated_at: sql`now()` })
      .where('app_id', '=', appId)
      .where('message_id', '=', message_id)
      // On legal hold nothing that was given is replaced.
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('retention')
              .select('hold_since')
              .where('retention.app_id', '=', appId)
              .where('hold_since', 'is not', null),
          ),
        ),
      )
      .returningAll()
      .executeTakeFirst();
    return replaced && { ...replaced, created: false };
  };
  const wanted = app.webhookEvents.includes('feedback.created');
  const row = await (wanted ? call.db.transaction().execute(keepAndTell) : keep(call.db));
  if (!row) fail('legal_hold', 'This app is on legal hold: a rating that was given cannot be replaced.');
  return { message_id, feedback: toFeedback(app, row) };
}
