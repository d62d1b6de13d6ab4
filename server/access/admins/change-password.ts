import { verify } from '@node-rs/argon2';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin, type Client } from './begin-login.ts';
import { hashPassword } from './create-admin.ts';
import type { Login } from './find-login.ts';

/**
 * Sets a new password and ends every login of the admin.
 * @returns the token of a new one, for who asked
 * @throws invalid_request when the password stays as it is
 */
export async function changePassword(
  ctx: Context,
  { admin: { adminId } }: Login,
  password: string,
  client: Client,
): Promise<string> {
  if (await verify(await hashOf(ctx, adminId), password))
    fail('invalid_request', 'The new password is the old one: choose another.');
  const password_hash = await hashPassword(password);
  return ctx.db.transaction().execute(async (tx) => {
    await tx
      .updateTable('admins')
      .set({ password_hash, password_change_required: false })
      .where('admin_id', '=', adminId)
      .execute();
    await tx.deleteFrom('admin_sessions').where('admin_id', '=', adminId).execute();
    return beginLogin(ctx, tx, adminId, client);
  });
}

export const hashOf = async (ctx: Context, adminId: string): Promise<string> =>
  (
    await ctx.db
      .selectFrom('admins')
      .select('password_hash')
      .where('admin_id', '=', adminId)
      .executeTakeFirst()
  )?.password_hash ?? fail('not_signed_in');
