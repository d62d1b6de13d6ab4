import { panel } from '../../../shared/contract/index.ts';
import { findThings } from '../../operations/finder/find-things.ts';
import { seen } from './base.ts';

export const finder = {
  find: seen('viewer')
    .input(panel.findThings.input)
    .query(({ ctx, input }) => findThings(ctx.call, input, ctx.admin)),
};
