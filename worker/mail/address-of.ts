import type { Db } from '../../db/database.ts';
import { wantedMails } from '../../shared/mail/wanted-mails.ts';
import type { MailKind } from '../../shared/contract/mail-kinds.ts';
import type { Mail } from './mail.ts';

/** The address of the person a mail is for; undefined if they are no longer in the team or have changed their choice. */
export async function addressOf(db: Db, { admin_id, kind }: Mail): Promise<string | undefined> {
  const person = await db
    .selectFrom('admins')
    .select(['email', 'role', 'mails'])
    .where('admin_id', '=', admin_id)
    .executeTakeFirst();
  return person && wantedMails(person).includes(kind as MailKind) ? person.email : undefined;
}
