// Retention and legal hold. Exports and erasures are operations of the contract: see operations.ts.
import { panel } from '../../../shared/contract/index.ts';
import { getRetention } from '../../privacy/retention/get-retention.ts';
import { setHold } from '../../privacy/retention/set-hold.ts';
import { setRetention } from '../../privacy/retention/set-retention.ts';
import { within } from './base.ts';

export const privacy = {
  retention: within('admin').query(({ ctx }) => getRetention(ctx.call)),
  setRetention: within('admin')
    .input(panel.setRetention.input)
    .mutation(({ ctx, input }) => setRetention(ctx.call, input)),
  setHold: within('admin')
    .input(panel.setHold.input)
    .mutation(({ ctx, input }) => setHold(ctx.call, input)),
};
