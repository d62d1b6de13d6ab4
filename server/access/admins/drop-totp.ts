import type { SystemCall } from '../../call.ts';

/** Ends the second factor, or its setting up. @returns whether there was such an admin */
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
