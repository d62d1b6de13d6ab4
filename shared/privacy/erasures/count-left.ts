import { sql, type Selectable } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { ErasuresTable } from '../../../db/tables/erasures.ts';
import type { Context } from '../../context.ts';
import { addCounts } from './removed.ts';
import { storeEntries, type Traces } from '../stores.ts';
import { countOf, tablesOfApps } from './remove-app.ts';

/** Counts what is left of a subject in every store. It is erased when every count is zero. */
export async function countLeft(
  ctx: Pick<Context, 'db' | 'blobs' | 'appKeys'>,
  row: Selectable<ErasuresTable>,
): Promise<Record<string, number>> {
  return row.kind === 'app' || row.kind === 'workspace' ? countApps(ctx, row) : countTraces(ctx, row);
}

async function countTraces(
  { db, blobs }: Pick<Context, 'db' | 'blobs'>,
  row: Selectable<ErasuresTable>,
): Promise<Record<string, number>> {
  const { app_id } = row;
  const traces = tracesOf(row);
  const counts = storeEntries.flatMap(([table, { rows, text }]) => {
    const left = [rows, text?.rows].flatMap((find) => (find ? [sql`(${find(traces)})`] : []));
    if (left.length === 0) return [];
    return sql`(select count(*) from ${sql.table(table)}
      where app_id = ${app_id} and (${sql.join(left, sql` or `)})) as ${sql.id(table)}`;
  });
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)},
    (select count(*) from pgboss.job where data->>'app_id' = ${app_id}
      and data->>'document_id' = any(${traces.documentIds}::text[])) as jobs`.execute(db);
  const running_answers = await countRunning(db, [app_id], row.message_ids);
  let files = 0;
  for (const blobId of row.blob_ids) if (await blobs.exists(app_id, blobId)) files++;
  return { ...rows[0]!, files, running_answers };
}

/** Calls of removed answers that their processes still have under way; they notice within half a second. */
async function countRunning(db: Context['db'], appIds: string[], messageIds?: string[]): Promise<number> {
  let query = db
    .selectFrom('ledger')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('app_id', '=', anyOf(appIds))
    .where('status', '=', 'open')
    .where('kind', '=', 'chat');
  if (messageIds) query = query.where('message_id', '=', anyOf(messageIds));
  return (await query.executeTakeFirstOrThrow()).count;
}

/** What was removed when the erasure was requested, and the subject itself. */
function tracesOf(row: Selectable<ErasuresTable>): Traces {
  const withSubject = (kind: string, ids: string[]) =>
    row.kind === kind && row.subject ? [...ids, row.subject] : ids;
  return {
    documentIds: withSubject('document', row.document_ids),
    sessionIds: withSubject('session', row.session_ids),
    messageIds: row.message_ids,
    blobIds: row.blob_ids,
    endUserId: row.kind === 'end_user' ? row.subject : null,
    until: row.requested_at,
  };
}

async function countApps(
  { db, blobs, appKeys }: Pick<Context, 'db' | 'blobs' | 'appKeys'>,
  row: Selectable<ErasuresTable>,
): Promise<Record<string, number>> {
  let left: Record<string, number> = {};
  for (const appId of row.app_ids) {
    const jobs = await sql<{ count: number }>`
      select count(*) from pgboss.job where data->>'app_id' = ${appId} and name <> 'erase'`.execute(db);
    const counts: Record<string, number> = {
      jobs: jobs.rows[0]!.count,
      files: await blobs.count(appId),
      keys: appKeys.exists(appId) ? 1 : 0,
      running_answers: await countRunning(db, [appId]),
    };
    for (const table of tablesOfApps) counts[table] = await countOf(db, table, appId);
    left = addCounts(left, counts);
  }
  return left;
}
