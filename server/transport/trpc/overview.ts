import { panel } from '../../../shared/contract/index.ts';
import { getOverview } from '../../operations/overview/get-overview.ts';
import { getFirstSteps } from '../../operations/first-steps/get-first-steps.ts';
import { noteFirstStep } from '../../operations/first-steps/note-first-step.ts';
import { allow, seen } from './base.ts';

export const overview = {
  get: seen('viewer')
    .input(panel.getOverview.input)
    .query(({ ctx, input }) => getOverview(ctx.call, input)),
  firstSteps: allow('viewer')
    .input(panel.getFirstSteps.input)
    .query(({ ctx }) => getFirstSteps(ctx.call)),
  noteFirstStep: allow('admin')
    .input(panel.noteFirstStep.input)
    .mutation(({ ctx, input }) => noteFirstStep(ctx.call, input)),
};
