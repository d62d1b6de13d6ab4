import type { Db } from '../../db/database.ts';
import type { MailKind } from '../../shared/contract/mail-kinds.ts';
import { findRecipients } from '../../shared/mail/find-recipients.ts';
import { isAboutNothing, mailsAbout, type About } from '../../shared/mail/wanted-mails.ts';
import type { Mail } from './mail.ts';

/** `about`: the workspaces that the mail may tell of. */
type Recipient = { to: string; about: About };

/** The person a mail is for; undefined if they have no account any more, or no role for it, or have changed their choice. */
export async function recipientOf(db: Db, { admin_id, kind }: Mail): Promise<Recipient | undefined> {
  const person = await findRecipients(db).where('admin_id', '=', admin_id).executeTakeFirst();
  if (!person) return undefined;
  const about = mailsAbout(person, kind as MailKind);
  return isAboutNothing(about) ? undefined : { to: person.email, about };
}
