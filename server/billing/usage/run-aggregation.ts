import type { AdminCall } from '../../call.ts';

export const LATEST = 20;

/** Enqueues the aggregation to run now. */
export async function runAggregation(call: AdminCall) {
  await call.queue.send(call.db, 'aggregate-costs', {});
  return { queued: true as const };
}
