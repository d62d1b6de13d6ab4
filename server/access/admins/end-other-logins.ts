import { fail } from '../../../shared/platform/errors.ts';
import type { PersonCall } from '../../call.ts';

/** Ends all of the admin's logins except the current one. */
export async function endOtherLogins(call: PersonCall): Promise<void> {
  const { adminId, loginId } = call.actor;
  if (!loginId) fail('not_signed_in');
  await call.db
    .deleteFrom('admin_sessions')
    .where('admin_id', '=', adminId)
    .where('login_id', '!=', loginId)
    .execute();
}
