import type { PersonCall } from '../../call.ts';

/** Gives up a set-up of two-step sign-in, with its secret. What is on stays on: turning it off requires the password. */
export async function cancelTotp(call: PersonCall): Promise<void> {
  await call.db
    .updateTable('admins')
    .set({ totp_secret: null, totp_last_step: null })
    .where('admin_id', '=', call.actor.adminId)
    .where('totp_confirmed_at', 'is', null)
    .execute();
}
