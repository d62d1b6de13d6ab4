import { queueMail } from '../../../shared/mail/queue-mail.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { noteEntry } from '../../../shared/security/audit/append-entry.ts';
import type { SystemCall } from '../../call.ts';
import { countAttempt, ipSubject } from './count-attempt.ts';

/**
 * Mails a link to choose a new password, if somebody has this address. The response is the same for every address,
 * and as quick: a job finds out whose it is.
 * @throws mail_not_set_up; too_many_attempts (within 15 minutes, 3 per address or 20 per IP address)
 */
export async function requestReset(call: SystemCall, input: { email: string }): Promise<void> {
  if (!call.config.smtp) fail('mail_not_set_up');
  const { ip } = call.client;
  const email = input.email.trim().toLowerCase();
  await countAttempt(call, { name: `reset ${ipSubject(ip).name}`, most: ip ? 20 : Number.POSITIVE_INFINITY });
  await countAttempt(call, { name: `reset ${email}`, most: 3 });
  await call.db.transaction().execute((tx) => queueMail(call, tx, 'password_reset', { email }));
  await noteEntry(call, {
    actor_kind: 'nobody',
    action: 'session.requestReset',
    outcome: 'ok',
    request_id: call.requestId,
    ip: ip || null,
  });
}
