import type { Db } from '../../db/database.ts';
import type { Mail } from './mail.ts';

/** The name of the app that a mail is about; undefined if it was archived meanwhile. */
export async function appName(db: Db, { about_app_id }: Mail): Promise<string | undefined> {
  const app = await db
    .selectFrom('apps')
    .select('name')
    .where('app_id', '=', about_app_id)
    .where('archived_at', 'is', null)
    .executeTakeFirst();
  return app?.name;
}
