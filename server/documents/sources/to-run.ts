import type { Selectable } from 'kysely';
import type { SourceRunsTable } from '../../../db/tables/sources.ts';
import type { SourceRun } from '../../../shared/contract/sources.ts';

/** A refresh as the contract shows it. */
export const toRun = ({
  app_id: _app,
  source_id: _source,
  started_at,
  ended_at,
  ...run
}: Selectable<SourceRunsTable>): SourceRun => ({
  ...run,
  started_at: started_at.toISOString(),
  ended_at: ended_at?.toISOString() ?? null,
});
