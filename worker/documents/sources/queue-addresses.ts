import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Tx } from '../../../db/database.ts';
import type { Address } from '../../../shared/documents/sources/to-address.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { SourceRun } from './source-run.ts';

type Role = 'page' | 'sitemap';

/** Pages that turn out to be no documents do not count, up to so many for each one that may be. */
const VISITS_A_PAGE = 4;
const MOST_SITEMAPS = 200;

/**
 * Lets a refresh visit addresses, unless it has; the source must be locked. New ones come after those that are known, up
 * to the limits of the source.
 * @returns how many were left out
 */
export async function queueAddresses(
  tx: Tx,
  run: SourceRun,
  addresses: Address[],
  { role, depth }: { role: Role; depth: number },
): Promise<number> {
  const byKey = new Map(addresses.map((address) => [address.key, address]));
  if (byKey.size === 0) return 0;
  const { own, runId } = run;
  const known = await tx
    .updateTable('source_pages')
    .set({ queued_in: runId })
    .where(({ and }) => and({ ...own, role }))
    .where('url_key', '=', anyOf([...byKey.keys()]))
    .returning('url_key')
    .execute();
  for (const { url_key } of known) byKey.delete(url_key);
  if (byKey.size === 0) return 0;
  const room = await roomFor(tx, run, role);
  const fresh = [...byKey.values()].slice(0, Math.max(0, room));
  const rows = fresh.map(({ url, key }) => ({ page_id: newId('page'), url, url_key: key }));
  await sql`
    insert into source_pages (app_id, source_id, page_id, role, url, url_key, depth, queued_in)
    select owner.app_id, ${own.source_id}, page_id, ${role}, url, url_key, ${depth}, ${runId}
    from apps owner
      cross join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (page_id text, url text, url_key text)
    where owner.app_id = ${own.app_id}`.execute(tx);
  return byKey.size - fresh.length;
}

async function roomFor(tx: Tx, { own, settings }: SourceRun, role: Role): Promise<number> {
  const { rows } = await sql<{ all: number; pages: number }>`
    select count(*) as all, count(*) filter (where state in ('waiting', 'read', 'failed', 'missing')) as pages
    from source_pages where app_id = ${own.app_id} and source_id = ${own.source_id} and role = ${role}`.execute(
    tx,
  );
  const { all, pages } = rows[0]!;
  if (role === 'sitemap') return MOST_SITEMAPS - all;
  return Math.min(settings.max_pages - pages, VISITS_A_PAGE * settings.max_pages - all);
}
