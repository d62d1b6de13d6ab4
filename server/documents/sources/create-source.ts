import { sql } from 'kysely';
import type { CreateSource } from '../../../shared/contract/sources.ts';
import { requireBudget } from '../../../shared/billing/ledger/require-budget.ts';
import { startRun } from '../../../shared/documents/sources/start-run.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { AppCall } from '../../call.ts';
import { getSource } from './get-source.ts';

/** Creates a source and starts its first refresh. @throws quota_exceeded */
export async function createSource(call: AppCall, input: CreateSource) {
  const { kind, addresses, name, refresh_hours, metadata } = input;
  const { depth, include, exclude, max_pages, delay_seconds, remove_after } = input;
  const settings = { depth, include, exclude, max_pages, delay_seconds, remove_after };
  const own = { appId: call.app.appId, sourceId: newId('src') };
  return call.db.transaction().execute(async (tx) => {
    await requireBudget(tx, own.appId);
    await tx
      .insertInto('sources')
      .values({
        app_id: own.appId,
        source_id: own.sourceId,
        name: name ?? new URL(addresses[0]!).hostname,
        kind,
        addresses: sql`${[...new Set(addresses)]}::text[]`,
        settings: JSON.stringify(settings),
        metadata: JSON.stringify(metadata),
        refresh_hours,
      })
      .execute();
    await startRun(tx, call.queue, own, 'request');
    const { source } = await getSource({ ...call, db: tx }, { source_id: own.sourceId });
    return { source };
  });
}
