// Erasures of the whole installation. Those of an app are operations of the contract.
import { panel } from '../../../shared/contract/index.ts';
import { listAllErasures } from '../../privacy/erasures/list-all-erasures.ts';
import { allow } from './base.ts';

export const receipts = {
  list: allow('admin')
    .input(panel.listAllErasures.input)
    .query(({ ctx, input }) => listAllErasures(ctx.call, input)),
};
