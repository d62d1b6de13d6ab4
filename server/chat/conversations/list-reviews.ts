import type { AppCall } from '../../call.ts';
import { requireSession } from '../sessions/require-session.ts';

/** The reviews of a conversation's answers; an answer without one is new. @throws session_not_found */
export async function listReviews(call: AppCall, { session_id }: { session_id: string }) {
  await requireSession(call, session_id);
  const { db, app } = call;
  const reviews = await db
    .selectFrom('unanswered_reviews as review')
    .innerJoin('messages', (join) =>
      join
        .onRef('messages.app_id', '=', 'review.app_id')
        .onRef('messages.message_id', '=', 'review.message_id'),
    )
    .select(['review.message_id', 'review.state'])
    .where('review.app_id', '=', app.appId)
    .where('messages.session_id', '=', session_id)
    .execute();
  return { reviews };
}
