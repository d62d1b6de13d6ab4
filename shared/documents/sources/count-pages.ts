import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { SourcePageChange } from '../../../db/tables/sources.ts';

export type PageCounts = Record<SourcePageChange, number>;

/** What a refresh has found so far, by its pages. */
export async function countPages(
  db: Db | Tx,
  { app_id, source_id, run_id }: { app_id: string; source_id: string; run_id: string },
): Promise<PageCounts> {
  const rows = await db
    .selectFrom('source_pages')
    .select(['change', sql<number>`count(*)`.as('pages')])
    .where(({ and }) => and({ app_id, source_id, visited_in: run_id, role: 'page' }))
    .groupBy('change')
    .execute();
  const counts: PageCounts = { added: 0, changed: 0, unchanged: 0, missing: 0, skipped: 0, failed: 0 };
  for (const { change, pages } of rows) if (change) counts[change] = pages;
  return counts;
}
