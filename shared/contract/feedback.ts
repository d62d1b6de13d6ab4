import { z } from 'zod';
import { MessageId, Timestamp, label } from './fields.ts';
import { operation } from './operation.ts';

export const Rating = z.enum(['up', 'down']);

export const GiveFeedback = z.object({
  message_id: MessageId,
  rating: Rating,
  comment: label(2_000).optional().describe("What was good or wrong, in the person's own words."),
});
export type GiveFeedback = z.infer<typeof GiveFeedback>;

export const Feedback = z
  .object({ rating: Rating, comment: z.string().nullable(), created_at: Timestamp })
  .meta({ id: 'Feedback' });
export type Feedback = z.infer<typeof Feedback>;

export const feedback = {
  giveFeedback: operation({
    id: 'giveFeedback',
    tag: 'Feedback',
    summary: 'Rate an answer',
    description:
      'A new rating replaces the previous one, unless the app is on legal hold. A publishable key needs the session secret, as X-Session-Secret.',
    method: 'post',
    path: '/messages/{message_id}/feedback',
    scope: 'chat',
    bySessionSecret: true,
    status: 200,
    input: GiveFeedback,
    output: z.object({ message_id: MessageId, feedback: Feedback }),
    errors: ['message_not_found', 'legal_hold'],
  }),
};
