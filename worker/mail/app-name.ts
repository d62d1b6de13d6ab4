import type { Db } from '../../db/database.ts';
import type { Mail } from './mail.ts';

/** The name of the app that a mail is about; undefined if it was archived meanwhile, or is in none of the workspaces. */
export async function appName(
  db: Db,
  { about_app_id }: Mail,
  workspaces: string[] | null,
): Promise<string | undefined> {
  const app = await db
    .selectFrom('apps')
    .select('name')
    .where('app_id', '=', about_app_id)
    .where('archived_at', 'is', null)
    .$if(workspaces !== null, (query) => query.where('workspace_id', 'in', workspaces!))
    .executeTakeFirst();
  return app?.name;
}
