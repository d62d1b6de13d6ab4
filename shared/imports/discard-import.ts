import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { SILENT_AFTER_SECONDS } from '../heartbeat.ts';

type Held = Pick<Context, 'db' | 'blobs'>;

/** Takes back an app that was not brought in whole: bytes first, so that what is killed here can be done again. */
export async function discardImport({ db, blobs }: Held, appId: string): Promise<void> {
  for (;;) {
    const rows = await db
      .selectFrom('blobs')
      .select('blob_id')
      .where('app_id', '=', appId)
      .limit(500)
      .execute();
    if (rows.length === 0) break;
    for (const { blob_id } of rows) await blobs.remove(appId, blob_id);
    await db
      .deleteFrom('blobs')
      .where('app_id', '=', appId)
      .where(
        'blob_id',
        'in',
        rows.map(({ blob_id }) => blob_id),
      )
      .execute();
  }
  await db.deleteFrom('apps').where('app_id', '=', appId).execute();
}

/** Takes back what imports left whose process has died. @returns how many there were */
export async function discardAbandonedImports(ctx: Held): Promise<number> {
  const { rows } = await sql<{ app_id: string }>`
    select app_id from imports where not exists (
      select from processes where processes.process_id = imports.process_id
        and seen_at > now() - make_interval(secs => ${SILENT_AFTER_SECONDS}))`.execute(ctx.db);
  for (const { app_id } of rows) await discardImport(ctx, app_id);
  return rows.length;
}
