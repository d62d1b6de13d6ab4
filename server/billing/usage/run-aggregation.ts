import type { Context } from '../../../shared/context.ts';

export const LATEST = 20;

/** Runs the aggregation now, in a worker. */
export async function runAggregation(ctx: Context) {
  await ctx.queue.send(ctx.db, 'aggregate-costs', {});
  return { queued: true as const };
}
