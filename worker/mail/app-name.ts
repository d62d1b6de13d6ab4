import type { Db } from '../../db/database.ts';
import { ofWorkspaces, type About } from '../../shared/mail/wanted-mails.ts';
import type { Mail } from './mail.ts';

/**
 * The name of the app that a mail is about; undefined if it was archived meanwhile, or is in none of the workspaces that the
 * recipient hears about.
 */
export async function appName(db: Db, { about_app_id }: Mail, about: About): Promise<string | undefined> {
  const app = await db
    .selectFrom('apps')
    .select('name')
    .where('app_id', '=', about_app_id)
    .where('archived_at', 'is', null)
    .where(ofWorkspaces(about))
    .executeTakeFirst();
  return app?.name;
}
