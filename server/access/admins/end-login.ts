import type { PersonCall } from '../../call.ts';

/** Ends one of the admin's own logins; no error if it has already ended. */
export async function endLogin(call: PersonCall, { login_id }: { login_id: string }): Promise<void> {
  await call.db
    .deleteFrom('admin_sessions')
    .where('admin_id', '=', call.actor.adminId)
    .where('login_id', '=', login_id)
    .execute();
}
