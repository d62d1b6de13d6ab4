import { sql, type Selectable } from 'kysely';
import type { FeedbackTable } from '../../db/tables/conversations.ts';
import type { App } from '../../shared/app.ts';
import type { Feedback, GiveFeedback } from '../../shared/contract/feedback.ts';
import { fail } from '../../shared/errors.ts';
import { seal, unseal } from '../../shared/vault/seal.ts';
import { keyIdOf, type Call } from '../call.ts';

const commentContext = (appId: string, messageId: string) => `feedback/${appId}/${messageId}`;

/**
 * Keeps what somebody thought of an answer; given again, it replaces the first. A comment is sealed like a message.
 * @throws message_not_found, also for a user's own message and, with a publishable key, for another key's session
 */
export async function giveFeedback(call: Call, { message_id, rating, comment }: GiveFeedback) {
  const { app, actor } = call;
  const { appId } = app;
  let query = call.db
    .selectFrom('messages')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.app_id', '=', 'messages.app_id')
        .onRef('sessions.session_id', '=', 'messages.session_id'),
    )
    .select('messages.session_id')
    .where('messages.app_id', '=', appId)
    .where('messages.message_id', '=', message_id)
    .where('messages.role', '=', 'assistant');
  if (actor.kind === 'key' && actor.keyKind === 'publishable')
    query = query.where('sessions.key_id', '=', actor.keyId);
  const message = await query.executeTakeFirst();
  if (!message) fail('message_not_found');
  const given = {
    rating,
    key_id: keyIdOf(actor),
    comment: comment ? seal(app.dataKey, comment, commentContext(appId, message_id)) : null,
  };
  const row = await call.db
    .insertInto('feedback')
    .values({ app_id: appId, message_id, session_id: message.session_id, ...given })
    .onConflict((conflict) =>
      conflict.columns(['app_id', 'message_id']).doUpdateSet({ ...given, updated_at: sql`now()` }),
    )
    .returningAll()
    .executeTakeFirst()
    .catch((error: { code?: string }) => {
      // The session was deleted between the two statements.
      if (error.code === '23503') fail('message_not_found');
      throw error;
    });
  return { message_id, feedback: toFeedback(app, row!) };
}

/** Feedback as the contract shows it. */
export const toFeedback = (app: App, row: Selectable<FeedbackTable>): Feedback => ({
  rating: row.rating,
  comment:
    row.comment && unseal(app.dataKey, row.comment, commentContext(app.appId, row.message_id)).toString(),
  created_at: row.created_at.toISOString(),
});
