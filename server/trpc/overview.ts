import { panel } from '../../shared/contract/index.ts';
import { getOverview } from '../overview/get-overview.ts';
import { signedIn } from './base.ts';

export const overview = {
  get: signedIn.input(panel.getOverview.input).query(({ ctx, input }) => getOverview(ctx.service, input)),
};
