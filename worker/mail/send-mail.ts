import { sql } from 'kysely';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';
import type { Mail } from './mail.ts';
import { MailRefused, postLetter } from './post-letter.ts';
import { writeLetter } from './write-letter.ts';

/**
 * Sends a mail, with backoff where the server does not take it. A mail that is no longer wanted is dropped: its
 * invitation was withdrawn, or nobody has the address. One that was accepted just before a kill is sent again, with
 * the same Message-ID.
 */
export async function sendMail(
  worker: Worker,
  { payload, signal, last }: Run<JobPayload<'send-mail'>>,
): Promise<void> {
  const { config, db, log } = worker;
  const mail = await take(worker, payload.mail_id);
  if (!mail) return;
  const letter = await writeLetter(worker, mail).catch(async (error: unknown) => {
    if (last) await end(db, mail, 'failed', 'internal_error');
    throw error;
  });
  if (!letter) return end(db, mail, 'dropped');
  const refused = config.smtp
    ? await postLetter(config.smtp, mail.mail_id, letter, signal).catch((error: MailRefused) => error)
    : new MailRefused({ code: 'no SMTP_URL' });
  if (!refused) return end(db, mail, 'sent');
  signal.throwIfAborted();
  const gaveUp = last || refused.isFinal;
  log.warn(
    { mail_id: mail.mail_id, kind: mail.kind, reason: refused.reason },
    'the mail server refused a mail',
  );
  await end(db, mail, gaveUp ? 'failed' : 'pending', refused.reason);
  if (!refused.isFinal) throw refused;
}

/** From now on nothing is added to it. One that failed is tried again if its job is. */
const take = ({ db }: Worker, mailId: string): Promise<Mail | undefined> =>
  db
    .updateTable('mails')
    .set({ status: 'sending' })
    .where('mail_id', '=', mailId)
    .where('status', 'in', ['pending', 'sending', 'failed'])
    .returningAll()
    .executeTakeFirst();

async function end(
  db: Worker['db'],
  { mail_id }: Mail,
  status: Mail['status'],
  error: string | null = null,
): Promise<void> {
  const isDone = status === 'sent' || status === 'dropped';
  await db
    .updateTable('mails')
    .set({
      status,
      error,
      ...(isDone && { content: null }),
      finished_at: status === 'pending' ? null : sql<Date>`now()`,
    })
    .where('mail_id', '=', mail_id)
    .execute();
}
