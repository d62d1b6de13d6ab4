import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import { toAddress } from './to-address.ts';

/**
 * Starts a refresh in the transaction that wants it: its first addresses and its job. If one is under way, that one
 * goes on.
 * @returns its id; undefined if there is no such source
 */
export async function startRun(
  tx: Tx,
  queue: Queue,
  { appId, sourceId }: { appId: string; sourceId: string },
  startedBy: 'request' | 'schedule',
): Promise<string | undefined> {
  const own = { app_id: appId, source_id: sourceId };
  const source = await tx
    .selectFrom('sources')
    .select(['kind', 'addresses', 'run_id', 'refresh_hours'])
    .where(({ and }) => and(own))
    .forUpdate()
    .executeTakeFirst();
  if (!source) return undefined;
  if (source.run_id) return source.run_id;
  const runId = newId('ref');
  await tx
    .updateTable('sources')
    .set({
      run_id: runId,
      run_attempt: sql`run_attempt + 1`,
      next_run_at: sql<Date>`now() + ${source.refresh_hours}::integer * interval '1 hour'`,
    })
    .where(({ and }) => and(own))
    .execute();
  await readAllAfterLimits(tx, own);
  await tx
    .insertInto('source_runs')
    .values({ ...own, run_id: runId, started_by: startedBy })
    .execute();
  const role = source.kind === 'sitemap' || source.kind === 'feed' ? source.kind : 'page';
  const firsts = source.addresses.flatMap((url) => toAddress(url) ?? []);
  for (const { url, key } of new Map(firsts.map((first) => [first.key, first])).values())
    await tx
      .insertInto('source_pages')
      .values({
        ...own,
        page_id: newId('page'),
        role,
        url,
        url_key: key,
        depth: 0,
        queued_in: runId,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['app_id', 'source_id', 'role', 'url_key'])
          .doUpdateSet({ queued_in: runId, depth: 0 }),
      )
      .execute();
  // What a site no longer links to and a feed no longer lists may still be there.
  if (source.kind === 'site' || source.kind === 'feed')
    await tx
      .updateTable('source_pages')
      .set({ queued_in: runId })
      .where(({ and }) => and(own))
      .where('role', '=', 'page')
      .execute();
  await queue.send(tx, 'refresh-source', { ...own, run_id: runId });
  return runId;
}

/** Links that a limit left out are in pages that have not changed since: they are read in full once more. */
async function readAllAfterLimits(tx: Tx, own: { app_id: string; source_id: string }): Promise<void> {
  const last = await tx
    .selectFrom('source_runs')
    .select('left_out')
    .where(({ and }) => and(own))
    .orderBy('run_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last && last.left_out > 0) await readAll(tx, own);
}

/** The next refresh asks for every page in full. */
export const readAll = (tx: Tx, own: { app_id: string; source_id: string }) =>
  tx
    .updateTable('source_pages')
    .set({ etag: null, last_modified: null, content_hash: null })
    .where(({ and }) => and(own))
    .execute();
