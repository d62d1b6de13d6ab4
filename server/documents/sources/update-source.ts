import { sql } from 'kysely';
import type { SourceSettings } from '../../../db/tables/sources.ts';
import type { UpdateSource } from '../../../shared/contract/sources.ts';
import { readAll } from '../../../shared/documents/sources/start-run.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { findSource } from './find-source.ts';
import { getSource } from './get-source.ts';

/**
 * Changes a source. A refresh under way stops. New metadata go to its documents at once; everything else counts from the
 * next refresh on.
 * @throws source_not_found, invalid_request
 */
export async function updateSource(call: AppCall, input: UpdateSource) {
  const { source_id, name, addresses, metadata, refresh_hours } = input;
  const own = { app_id: call.app.appId, source_id };
  return call.db.transaction().execute(async (tx) => {
    const row = await findSource({ ...call, db: tx }, source_id);
    if (addresses && row.kind !== 'list' && addresses.length > 1)
      fail('invalid_request', 'addresses must be one address, unless the kind is list.');
    const settings = Object.fromEntries(
      Object.entries(row.settings).map(([field, value]) => [
        field,
        input[field as keyof UpdateSource] ?? value,
      ]),
    ) as SourceSettings;
    const hours = refresh_hours === undefined ? row.refresh_hours : refresh_hours;
    await tx
      .updateTable('sources')
      .set({
        name: name ?? row.name,
        addresses: sql`${addresses ?? row.addresses}::text[]`,
        settings: JSON.stringify(settings),
        metadata: JSON.stringify(metadata ?? row.metadata),
        refresh_hours: hours,
        // null plus anything is null: then there is no next one.
        next_run_at: sql<Date>`now() + ${hours}::integer * interval '1 hour'`,
        run_id: null,
        run_attempt: sql`run_attempt + 1`,
        updated_at: sql`now()`,
      })
      .where(({ and }) => and(own))
      .execute();
    await tx
      .updateTable('source_runs')
      .set({ status: 'stopped', ended_at: sql`now()` })
      .where(({ and }) => and(own))
      .where('status', '=', 'running')
      .execute();
    await readAll(tx, own);
    if (metadata)
      for (const table of ['documents', 'document_versions'] as const)
        await tx
          .updateTable(table)
          .set({ metadata: JSON.stringify(metadata) })
          .where('app_id', '=', own.app_id)
          .where(
            sql<boolean>`document_id in (select document_id from documents where app_id = ${own.app_id}
              and source_id = ${source_id})`,
          )
          .execute();
    const { source } = await getSource({ ...call, db: tx }, { source_id });
    return { source };
  });
}
