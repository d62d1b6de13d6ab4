import type { SystemCall } from '../../call.ts';

/** Turns two-step sign-in off, or stops its set-up. @returns whether the admin exists */
export async function dropTotp(call: SystemCall, adminId: string): Promise<boolean> {
  return call.db.transaction().execute(async (tx) => {
    await tx.deleteFrom('admin_recovery_codes').where('admin_id', '=', adminId).execute();
    const admin = await tx
      .updateTable('admins')
      .set({ totp_secret: null, totp_confirmed_at: null, totp_last_step: null })
      .where('admin_id', '=', adminId)
      .returning('admin_id')
      .executeTakeFirst();
    return admin !== undefined;
  });
}
