// The list of conversations. A single conversation is the public operation sessions.get.
import { panel } from '../../../shared/contract/index.ts';
import { listConversations } from '../../chat/conversations/list-conversations.ts';
import { listRelevance } from '../../chat/conversations/list-relevance.ts';
import { within } from './base.ts';

export const conversations = {
  list: within('analyst')
    .input(panel.listConversations.input)
    .query(({ ctx, input }) => listConversations(ctx.call, input)),
  relevance: within('analyst')
    .input(panel.listRelevance.input)
    .query(({ ctx, input }) => listRelevance(ctx.call, input)),
};
