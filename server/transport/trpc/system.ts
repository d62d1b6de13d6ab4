import { panel } from '../../../shared/contract/index.ts';
import { getSystem } from '../../operations/system/get-system.ts';
import { testModel } from '../../operations/system/test-model.ts';
import { allow } from './base.ts';

export const system = {
  get: allow('viewer')
    .input(panel.getSystem.input)
    .query(({ ctx }) => getSystem(ctx.call)),
  testModel: allow('admin')
    .input(panel.testModel.input)
    .mutation(({ ctx, input }) => testModel(ctx.call, input)),
};
