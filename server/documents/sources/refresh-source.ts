import { requireBudget } from '../../../shared/billing/ledger/require-budget.ts';
import { startRun } from '../../../shared/documents/sources/start-run.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { getSource } from './get-source.ts';

/** Starts a refresh of a source, unless one is under way. @throws source_not_found, quota_exceeded */
export async function refreshSource(call: AppCall, { source_id }: { source_id: string }) {
  return call.db.transaction().execute(async (tx) => {
    const { appId } = call.app;
    const runId = await startRun(tx, call.queue, { appId, sourceId: source_id }, 'request');
    if (!runId) fail('source_not_found');
    await requireBudget(tx, appId);
    const { source } = await getSource({ ...call, db: tx }, { source_id });
    return { source };
  });
}
