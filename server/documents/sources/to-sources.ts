import { sql, type Selectable } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { SourceRunsTable, SourcesTable } from '../../../db/tables/sources.ts';
import type { Source } from '../../../shared/contract/sources.ts';
import { countPages } from '../../../shared/documents/sources/count-pages.ts';
import type { AppCall } from '../../call.ts';
import { toRun } from './to-run.ts';

type Row = Selectable<SourcesTable>;
type Run = Selectable<SourceRunsTable>;

/** Sources as the contract shows them, each with its newest refresh and counts. */
export async function toSources(call: AppCall, rows: Row[]): Promise<Source[]> {
  if (rows.length === 0) return [];
  const { appId } = call.app;
  const ids = rows.map((row) => row.source_id);
  const { rows: runs } = await sql<Run>`
    select distinct on (source_id) * from source_runs where app_id = ${appId} and source_id = ${anyOf(ids)}
    order by source_id, run_id desc`.execute(call.db);
  const counted = await call.db
    .selectFrom('documents')
    .select(['source_id', sql<number>`count(*)`.as('documents')])
    .where('app_id', '=', appId)
    .where('source_id', '=', anyOf(ids))
    .groupBy('source_id')
    .execute();
  const missing = await call.db
    .selectFrom('source_pages')
    .select(['source_id', sql<number>`count(*)`.as('pages')])
    .where('app_id', '=', appId)
    .where('source_id', '=', anyOf(ids))
    .where('misses', '>', 0)
    .where('document_id', 'is not', null)
    .groupBy('source_id')
    .execute();
  const shown: Source[] = [];
  for (const row of rows) {
    const run = runs.find(({ source_id }) => source_id === row.source_id);
    const counts = run?.status === 'running' ? await countPages(call.db, run) : run;
    shown.push({
      source_id: row.source_id,
      kind: row.kind,
      name: row.name,
      addresses: row.addresses,
      ...row.settings,
      refresh_hours: row.refresh_hours,
      metadata: row.metadata,
      state: stateOf(run),
      documents: counted.find(({ source_id }) => source_id === row.source_id)?.documents ?? 0,
      to_be_removed: missing.find(({ source_id }) => source_id === row.source_id)?.pages ?? 0,
      last_run: run ? toRun({ ...run, ...counts }) : null,
      next_run_at: row.next_run_at?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
    });
  }
  return shown;
}

function stateOf(run: Run | undefined): Source['state'] {
  if (!run) return 'new';
  if (run.status === 'running' || run.status === 'paused' || run.status === 'failed') return run.status;
  return 'ready';
}
