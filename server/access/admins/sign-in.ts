import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { sql } from 'kysely';
import { appendEntry, noteEntry } from '../../../shared/security/audit/append-entry.ts';
import type { Subjects } from '../../../shared/security/audit/entry.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin, type Client } from './begin-login.ts';
import { countAttempt, emailSubject, forgetAttempts, ipSubject } from './count-attempt.ts';
import type { Stage } from './find-login.ts';

/** A login's token, and what it still asks for. */
export type Begun = { token: string; stage: Stage };

/**
 * Signs an admin in; who has a second factor is asked for it next.
 * @throws invalid_credentials; too_many_attempts (in 15 minutes ten of an e-mail address, a hundred of an IP address)
 */
export async function signIn(
  ctx: Context,
  { email, password }: { email: string; password: string },
  client: Client,
): Promise<Begun> {
  const address = email.trim().toLowerCase();
  await countAttempt(ctx, ipSubject(client.ip));
  await countAttempt(ctx, emailSubject(address));
  const admin = await ctx.db.selectFrom('admins').selectAll().where('email', '=', address).executeTakeFirst();
  // An unknown address costs the same time as a wrong password.
  const right = await verify(admin?.password_hash ?? (await decoyHash()), password);
  const asked = { action: 'session.signIn', request_id: client.requestId ?? null, ip: client.ip || null };
  if (!admin || !right) {
    // Who an address names is told; an unknown one is not kept: it may be a password in the wrong field.
    const subjects: Subjects = admin ? { admin_id: admin.admin_id } : {};
    await noteEntry(ctx, { ...asked, actor_kind: 'nobody', subjects, outcome: 'invalid_credentials' });
    fail('invalid_credentials');
  }
  await forgetAttempts(ctx, [emailSubject(address)], client.ip);
  await sweepLogins(ctx);
  const awaitsCode = admin.totp_confirmed_at !== null;
  const { admin_id, email: actor_label } = admin;
  const token = await ctx.db.transaction().execute(async (tx) => {
    const begun = await beginLogin(ctx, tx, admin_id, client, awaitsCode);
    const told = { ...asked, actor_kind: 'admin' as const, actor_id: admin_id, actor_label, outcome: 'ok' };
    await appendEntry(ctx, tx, told);
    return begun;
  });
  return {
    token,
    stage: awaitsCode ? 'code' : admin.password_change_required ? 'password' : 'open',
  };
}

let decoy: Promise<string> | undefined;
const decoyHash = (): Promise<string> => (decoy ??= hash(randomBytes(16).toString('hex')));

/** Logins and invitations that are over leave nothing behind. */
async function sweepLogins({ db }: Context): Promise<void> {
  for (const table of ['admin_sessions', 'admin_invitations'] as const)
    await db
      .deleteFrom(table)
      .where('expires_at', '<=', sql<Date>`now()`)
      .execute();
}
