import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** @throws not_signed_in when the admin has been removed meanwhile */
export async function passwordHashOf({ db }: Pick<Context, 'db'>, adminId: string): Promise<string> {
  const admin = await db
    .selectFrom('admins')
    .select('password_hash')
    .where('admin_id', '=', adminId)
    .executeTakeFirst();
  return admin?.password_hash ?? fail('not_signed_in');
}
