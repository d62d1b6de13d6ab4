import { randomBytes } from 'node:crypto';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import { ConfigError } from '../../../shared/platform/config.ts';
import type { Context } from '../../../shared/context.ts';
import { adminSubject, emailSubject, forgetAttempts } from './count-attempt.ts';
import { hashPassword } from './create-admin.ts';

/**
 * Recovers the account of someone who has lost password, phone and recovery codes; run by the operator on the server.
 * Turns two-step sign-in off, ends all logins, forgets who the person is at an OpenID provider and lifts a lock-out.
 * @returns a password that must be changed at the next login
 * @throws ConfigError if nobody has this address
 */
export async function recoverAdmin(ctx: Context, address: string): Promise<string> {
  const email = address.trim().toLowerCase();
  const password = randomBytes(12).toString('base64url');
  const password_hash = await hashPassword(password);
  return ctx.db.transaction().execute(async (tx) => {
    const admin = await tx
      .updateTable('admins')
      .set({
        password_hash,
        password_change_required: true,
        totp_secret: null,
        totp_confirmed_at: null,
        totp_last_step: null,
      })
      .where('email', '=', email)
      .returning('admin_id')
      .executeTakeFirst();
    if (!admin) {
      const owners = await tx.selectFrom('admins').select('email').where('role', '=', 'owner').execute();
      throw new ConfigError(
        owners.length > 0
          ? `nobody in the team has the address ${email}. Owners: ${owners.map((row) => row.email).join(', ')}`
          : 'this database has no admin yet. Is DATABASE_URL, or DATA_DIR, the one of your server?',
      );
    }
    await tx.deleteFrom('admin_recovery_codes').where('admin_id', '=', admin.admin_id).execute();
    await tx.deleteFrom('admin_sessions').where('admin_id', '=', admin.admin_id).execute();
    await tx.deleteFrom('password_resets').where('admin_id', '=', admin.admin_id).execute();
    await tx.deleteFrom('admin_identities').where('admin_id', '=', admin.admin_id).execute();
    const subjects = [
      emailSubject(email),
      adminSubject(admin.admin_id, 'code'),
      adminSubject(admin.admin_id, 'password'),
    ];
    await forgetAttempts({ ...ctx, db: tx }, subjects, '');
    await appendEntry(ctx, tx, {
      actor_kind: 'command',
      action: 'admin:recover',
      subjects: { admin_id: admin.admin_id },
      outcome: 'ok',
    });
    return password;
  });
}
