import type { Context } from '../../../shared/context.ts';
import type { Login } from './find-login.ts';

/** Ends a login of one's own; one that is over already is no error. */
export async function endLogin(ctx: Context, { admin }: Login, loginId: string): Promise<void> {
  await ctx.db
    .deleteFrom('admin_sessions')
    .where('admin_id', '=', admin.adminId)
    .where('login_id', '=', loginId)
    .execute();
}
