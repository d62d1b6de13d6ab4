import { panel } from '../../../shared/contract/index.ts';
import { discardDeadLetters } from '../../operations/jobs/discard-dead-letters.ts';
import { getJobs } from '../../operations/jobs/get-jobs.ts';
import { retryDeadLetters } from '../../operations/jobs/retry-dead-letters.ts';
import { retryJob } from '../../operations/jobs/retry-job.ts';
import { allow } from './base.ts';

export const jobs = {
  get: allow('viewer')
    .input(panel.getJobs.input)
    .query(({ ctx, input }) => getJobs(ctx.call, input)),
  retryDeadLetters: allow('admin')
    .input(panel.retryDeadLetters.input)
    .mutation(({ ctx, input }) => retryDeadLetters(ctx.call, input)),
  discardDeadLetters: allow('admin')
    .input(panel.discardDeadLetters.input)
    .mutation(({ ctx, input }) => discardDeadLetters(ctx.call, input)),
  retry: allow('admin')
    .input(panel.retryJob.input)
    .mutation(({ ctx, input }) => retryJob(ctx.call, input)),
};
