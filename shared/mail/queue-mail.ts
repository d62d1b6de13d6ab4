import type { Db, Tx } from '../../db/database.ts';
import type { Context } from '../context.ts';
import { newId } from '../platform/ids.ts';
import { sealMail, type MailContent } from './mail-content.ts';

/** Mails that are sent to one person because of what was asked, whatever they have chosen. */
export type DirectMail = 'invitation' | 'password_reset' | 'password_changed';

/**
 * Queues a mail in the transaction that it belongs to.
 * @param to a member of the team, or an address with what the mail needs
 * @returns whether it will be sent: false without SMTP_URL
 */
export async function queueMail(
  ctx: Pick<Context, 'config' | 'queue' | 'masterKey'>,
  tx: Db | Tx,
  kind: DirectMail,
  to: { adminId: string } | MailContent,
): Promise<boolean> {
  if (!ctx.config.smtp) return false;
  const mail_id = newId('mail');
  const whom =
    'adminId' in to
      ? { admin_id: to.adminId, content: null }
      : { admin_id: null, content: sealMail(ctx, mail_id, to) };
  await tx
    .insertInto('mails')
    .values({ mail_id, kind, ...whom })
    .execute();
  await ctx.queue.send(tx, 'send-mail', { mail_id });
  return true;
}
