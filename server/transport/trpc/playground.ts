// A question in the panel, streamed with its trace. A mutation, so that a lost connection does not ask twice.
import { panel } from '../../../shared/contract/index.ts';
import { ask } from '../../chat/playground/ask.ts';
import { within } from './base.ts';

export const playground = {
  ask: within('analyst')
    .input(panel.ask.input)
    .mutation(({ ctx, input }) => ask(ctx.call, input)),
};
