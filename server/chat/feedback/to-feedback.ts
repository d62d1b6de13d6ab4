import type { Selectable } from 'kysely';
import type { FeedbackTable } from '../../../db/tables/conversations.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { Feedback } from '../../../shared/contract/feedback.ts';
import { readComment } from '../../../shared/chat/sealed-message.ts';

/** Feedback as the contract shows it. */
export const toFeedback = (app: App, row: Selectable<FeedbackTable>): Feedback => ({
  rating: row.rating,
  comment: readComment(app, row),
  created_at: row.created_at.toISOString(),
});
