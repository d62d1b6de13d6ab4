import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { hashLink } from '../../shared/mail/hash-link.ts';
import { openMail } from '../../shared/mail/mail-content.ts';
import type { Worker } from '../worker.ts';
import type { Letter } from './letter.ts';
import type { Mail } from './mail.ts';

const MINUTES = 60;

/**
 * Makes the link when the mail is sent, so that its secret is nowhere but in the mail. Dropped if nobody has the
 * address, or if it could not be sent for an hour: whoever asked has asked again.
 */
export async function writePasswordReset(worker: Worker, mail: Mail): Promise<Letter | undefined> {
  const { config, db } = worker;
  if (!mail.content || Date.now() - mail.created_at.getTime() > MINUTES * 60_000) return undefined;
  const { email } = openMail(worker, mail.mail_id, mail.content);
  const admin = await db
    .selectFrom('admins')
    .select('admin_id')
    .where('email', '=', email)
    .executeTakeFirst();
  if (!admin) return undefined;
  const token = randomBytes(32).toString('base64url');
  await db
    .insertInto('password_resets')
    .values({
      token_hash: hashLink(worker, 'reset', token),
      admin_id: admin.admin_id,
      expires_at: sql<Date>`now() + make_interval(mins => ${MINUTES})`,
    })
    .execute();
  return {
    to: email,
    subject: 'Choose a new password for Docent',
    paragraphs: [
      `Somebody asked for a new password for your account at ${config.publicUrl}.`,
      { label: 'Choose a new password', url: `${config.publicUrl}/admin/reset/${token}` },
      `The link works once, within ${MINUTES} minutes. Your password stays as it is until then.`,
    ],
    reason: 'If you did not ask for this, ignore this mail: without the link nothing changes.',
  };
}
