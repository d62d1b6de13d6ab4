import type { Context } from '../../../shared/context.ts';
import type { Login } from './find-login.ts';

/** Ends all of one's logins but the one that asks. */
export async function endOtherLogins(ctx: Context, { admin, loginId }: Login): Promise<void> {
  await ctx.db
    .deleteFrom('admin_sessions')
    .where('admin_id', '=', admin.adminId)
    .where('login_id', '!=', loginId)
    .execute();
}
