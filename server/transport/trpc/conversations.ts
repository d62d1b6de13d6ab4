// The list of conversations. A single conversation is the public operation sessions.get.
import { panel } from '../../../shared/contract/index.ts';
import { listConversations } from '../../chat/conversations/list-conversations.ts';
import { listRelevance } from '../../chat/conversations/list-relevance.ts';
import { listReviews } from '../../chat/conversations/list-reviews.ts';
import { traceAnswer } from '../../chat/conversations/trace-answer.ts';
import { within } from './base.ts';

export const conversations = {
  list: within('analyst')
    .input(panel.listConversations.input)
    .query(({ ctx, input }) => listConversations(ctx.call, input)),
  trace: within('analyst')
    .input(panel.traceAnswer.input)
    .query(({ ctx, input }) => traceAnswer(ctx.call, input)),
  reviews: within('analyst')
    .input(panel.listReviews.input)
    .query(({ ctx, input }) => listReviews(ctx.call, input)),
  relevance: within('analyst')
    .input(panel.listRelevance.input)
    .query(({ ctx, input }) => listRelevance(ctx.call, input)),
};
