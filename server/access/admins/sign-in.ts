import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { sql } from 'kysely';
import { appendEntry, noteEntry } from '../../../shared/security/audit/append-entry.ts';
import type { Subjects } from '../../../shared/security/audit/entry.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin } from './begin-login.ts';
import { knownBrowser, newBrowser } from './known-browser.ts';
import { browserSubject, countAttempt, emailSubject, forgetAttempts, ipSubject } from './count-attempt.ts';
import type { Stage } from './find-login.ts';
import type { SystemCall } from '../../call.ts';

/** A login's token and stage. */
export type Begun = { token: string; stage: Stage };

/**
 * Signs an admin in. With two-step sign-in, a code is required next.
 * @param browser the cookie of an earlier login, which passes the lock of the address
 * @returns also the browser's cookie for the next time
 * @throws invalid_credentials; too_many_attempts (within 15 minutes, 10 per e-mail address, 10 per browser that has
 *   signed in before, or 100 per IP address)
 */
export async function signIn(
  call: SystemCall,
  { email, password, browser }: { email: string; password: string; browser?: string | undefined },
): Promise<Begun & { browser: string }> {
  const { client } = call;
  const address = email.trim().toLowerCase();
  await countAttempt(call, ipSubject(client.ip));
  const known = knownBrowser(call, address, browser);
  const subject = known ? browserSubject(known) : emailSubject(address);
  await countAttempt(call, subject);
  const admin = await call.db
    .selectFrom('admins')
    .selectAll()
    .where('email', '=', address)
    .executeTakeFirst();
  // An unknown address takes the same time as a wrong password.
  const right = await verify(admin?.password_hash ?? (await decoyHash()), password);
  const asked = { action: 'session.signIn', request_id: call.requestId, ip: client.ip || null };
  if (!admin || !right) {
    // Log the admin id for known addresses. Never log unknown ones: it may be a password in the wrong field.
    const subjects: Subjects = admin ? { admin_id: admin.admin_id } : {};
    await noteEntry(call, { ...asked, actor_kind: 'nobody', subjects, outcome: 'invalid_credentials' });
    fail('invalid_credentials');
  }
  await forgetAttempts(call, [subject], client.ip);
  await sweepLogins(call);
  const awaitsCode = admin.totp_confirmed_at !== null;
  const { admin_id, email: actor_label } = admin;
  const token = await call.db.transaction().execute(async (tx) => {
    const begun = await beginLogin(call, tx, admin_id, { awaitsCode });
    const entry = { ...asked, actor_kind: 'admin' as const, actor_id: admin_id, actor_label, outcome: 'ok' };
    await appendEntry(call, tx, entry);
    return begun;
  });
  return {
    token,
    browser: (known ?? newBrowser(call, address)).cookie,
    stage: awaitsCode ? 'code' : admin.password_change_required ? 'password' : 'open',
  };
}

let decoy: Promise<string> | undefined;
const decoyHash = (): Promise<string> => (decoy ??= hash(randomBytes(16).toString('hex')));

/** Deletes logins and invitations that have ended. */
async function sweepLogins({ db }: SystemCall): Promise<void> {
  for (const table of ['admin_sessions', 'admin_invitations'] as const)
    await db
      .deleteFrom(table)
      .where('expires_at', '<=', sql<Date>`now()`)
      .execute();
}
