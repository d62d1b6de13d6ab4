import type { Context } from '../../../shared/context.ts';

/** Ends the second factor, or its setting up. @returns whether there was such an admin */
export async function removeTotp(ctx: Context, adminId: string): Promise<boolean> {
  return ctx.db.transaction().execute(async (tx) => {
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
