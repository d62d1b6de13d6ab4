import { sql } from 'kysely';
import type { Context } from '../../context.ts';
import { removeApp } from '../erasures/remove-app.ts';
import { SILENT_AFTER_SECONDS } from '../../platform/heartbeat.ts';

const DEADLOCK = '40P01';
const MOST_ATTEMPTS = 5;

type Held = Pick<Context, 'db' | 'blobs' | 'appKeys'>;

/** Removes an app that was not imported completely: files first, so that it can be repeated if killed. */
export async function discardImport({ db, blobs, appKeys }: Held, appId: string): Promise<void> {
  await blobs.removeAll(appId);
  for (let attempt = 1; ; attempt++)
    try {
      await db.transaction().execute((tx) => removeApp(tx, appId));
      break;
    } catch (error) {
      // An ingestion locks the document before its app: one of the two has to start again.
      if ((error as { code?: string }).code !== DEADLOCK || attempt === MOST_ATTEMPTS) throw error;
    }
  // A file that a job wrote in the meantime.
  await blobs.removeAll(appId);
  await appKeys.destroy(appId);
}

/** Removes incomplete imports whose process has died. @returns how many there were */
export async function discardAbandonedImports(ctx: Held): Promise<number> {
  const { rows } = await sql<{ app_id: string }>`
    select app_id from imports where not exists (
      select from processes where processes.process_id = imports.process_id
        and seen_at > now() - make_interval(secs => ${SILENT_AFTER_SECONDS}))`.execute(ctx.db);
  for (const { app_id } of rows) await discardImport(ctx, app_id);
  return rows.length;
}
