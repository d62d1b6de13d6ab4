import { panel } from '../../../shared/contract/index.ts';
import { getOverview } from '../../operations/overview/get-overview.ts';
import { allow } from './base.ts';

export const overview = {
  get: allow('viewer')
    .input(panel.getOverview.input)
    .query(({ ctx, input }) => getOverview(ctx.call, input)),
};
