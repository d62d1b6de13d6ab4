import { panel } from '../../shared/contract/index.ts';
import { getSystem } from '../system/get-system.ts';
import { testModel } from '../system/test-model.ts';
import { operating, signedIn } from './base.ts';

export const system = {
  get: signedIn.input(panel.getSystem.input).query(({ ctx }) => getSystem(ctx.service)),
  testModel: operating
    .input(panel.testModel.input)
    .mutation(({ ctx, input }) => testModel(ctx.service, input, ctx.signal)),
};
