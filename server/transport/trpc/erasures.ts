// Erasures of the whole installation, and what one would remove. Those of an app are operations of the contract.
import { panel } from '../../../shared/contract/index.ts';
import { listAllErasures } from '../../privacy/erasures/list-all-erasures.ts';
import { previewOwnErasure } from '../../privacy/erasures/preview-own-erasure.ts';
import { allow, within } from './base.ts';

export const receipts = {
  list: allow('admin')
    .input(panel.listAllErasures.input)
    .query(({ ctx, input }) => listAllErasures(ctx.call, input)),
  preview: within('admin')
    .input(panel.previewErasure.input)
    .query(({ ctx, input }) => previewOwnErasure(ctx.call, input)),
};
