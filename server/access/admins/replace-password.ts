import { verify } from '@node-rs/argon2';
import { fail } from '../../../shared/platform/errors.ts';
import type { SystemCall } from '../../call.ts';
import { beginLogin } from './begin-login.ts';
import { hashPassword } from './create-admin.ts';
import { passwordHashOf } from './password-hash-of.ts';

/**
 * Sets a new password and ends all logins of the admin.
 * @returns the token of a new login, for the caller
 * @throws invalid_request if the password is the same
 */
export async function replacePassword(
  call: SystemCall,
  adminId: string,
  password: string,
): Promise<{ token: string }> {
  if (await verify(await passwordHashOf(call, adminId), password))
    fail('invalid_request', 'The new password is the same as the old one. Choose a different one.');
  const password_hash = await hashPassword(password);
  return call.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('admins')
      .set({ password_hash, password_change_required: false })
      .where('admin_id', '=', adminId)
      .execute();
    await tx.deleteFrom('admin_sessions').where('admin_id', '=', adminId).execute();
    await tx.deleteFrom('password_resets').where('admin_id', '=', adminId).execute();
    return { token: await beginLogin(call, tx, adminId) };
  });
}
