import { sql } from 'kysely';
import type { Context } from '../../context.ts';
import type { Filter } from '../../contract/filter.ts';
import { matchesFilters } from '../../retrieval/matches-filters.ts';

/** How many passages a search with these filters could find. */
export async function countPassages(
  { db }: Pick<Context, 'db'>,
  appId: string,
  filters: Filter[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from chunks where app_id = ${appId} and document_id in (
      select document_id from documents where app_id = ${appId} and status = 'ready' and ${matchesFilters(filters)}
    )`.execute(db);
  return rows[0]!.count;
}
