import { sql } from 'kysely';
import { verify } from 'otplib';
import type { Context } from '../../../shared/context.ts';
import { openTotpSecret } from './totp-secret.ts';

/** Tolerance for clocks in seconds: the codes before and after are accepted too. */
const TOLERANCE = 30;

/** Checks a code of the authenticator app and marks it as used. */
export async function checkTotp(ctx: Context, adminId: string, code: string): Promise<boolean> {
  const token = code.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return false;
  const admin = await ctx.db
    .selectFrom('admins')
    .select('totp_secret')
    .where('admin_id', '=', adminId)
    .executeTakeFirst();
  if (!admin?.totp_secret) return false;
  const secret = openTotpSecret(ctx, adminId, admin.totp_secret);
  const result = await verify({ secret, token, epochTolerance: TOLERANCE, strategy: 'totp' });
  if (!result.valid || !('timeStep' in result)) return false;
  // One statement decides, so that of two requests with the same code one is refused.
  const taken = await ctx.db
    .updateTable('admins')
    .set({ totp_last_step: result.timeStep })
    .where('admin_id', '=', adminId)
    .where('totp_secret', '=', admin.totp_secret)
    .where(sql<boolean>`coalesce(totp_last_step, 0) < ${result.timeStep}::bigint`)
    .returning('admin_id')
    .executeTakeFirst();
  return taken !== undefined;
}
