import { randomBytes } from 'node:crypto';
import type { Tx } from '../../../db/database.ts';
import { hashPassword } from '../admins/create-admin.ts';

/**
 * Ends every other way into an account whose owner has now shown who they are: password, two-step sign-in, logins and
 * links. From now on the person signs in at the provider, or has a link mailed.
 */
export async function replaceSecrets(tx: Tx, adminId: string): Promise<void> {
  await tx
    .updateTable('admins')
    .set({
      password_hash: await hashPassword(randomBytes(32).toString('base64url')),
      password_change_required: false,
      totp_secret: null,
      totp_confirmed_at: null,
      totp_last_step: null,
    })
    .where('admin_id', '=', adminId)
    .execute();
  for (const table of ['admin_sessions', 'admin_recovery_codes', 'password_resets'] as const)
    await tx.deleteFrom(table).where('admin_id', '=', adminId).execute();
}
