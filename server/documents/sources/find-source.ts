import type { Selectable } from 'kysely';
import type { SourcesTable } from '../../../db/tables/sources.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import type { AppCall } from '../../call.ts';

/**
 * The app's source, or source_not_found. A source of another app looks like one that does not exist; to a key with a
 * filter, all of them do: their pages name documents that it may not see.
 */
export async function findSource(call: AppCall, sourceId: string): Promise<Selectable<SourcesTable>> {
  if (filtersOf(call).length > 0) fail('source_not_found');
  const row = await call.db
    .selectFrom('sources')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .where('source_id', '=', sourceId)
    .executeTakeFirst();
  return row ?? fail('source_not_found');
}
