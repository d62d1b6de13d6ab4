import type { AdminCall } from '../../call.ts';

/** Ends a login of one's own; one that is over already is no error. */
export async function endLogin(call: AdminCall, { login_id }: { login_id: string }): Promise<void> {
  await call.db
    .deleteFrom('admin_sessions')
    .where('admin_id', '=', call.actor.adminId)
    .where('login_id', '=', login_id)
    .execute();
}
