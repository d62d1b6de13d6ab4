import { sql } from 'kysely';
import type { Membership, Role } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

/** `role`: in the installation; null for who is a member of workspaces alone. */
export type SignedIn = {
  adminId: string;
  email: string;
  role: Role | null;
  workspaces?: readonly Membership[] | undefined;
};

/** The stage of a login: what is still required before it opens the panel. */
export type Stage = 'code' | 'password' | 'open';
export type Login = { loginId: string; admin: SignedIn; stage: Stage };

/** A login without a request for this long has ended. */
const IDLE = sql<Date>`now() - interval '2 hours'`;
/** The last request is recorded at most once in this time. */
const NOTED = sql<Date>`now() - interval '1 minute'`;

/** The login of a token, at any stage; null if it is unknown, has ended, or was idle for too long. */
export async function findLogin(ctx: Context, token: string | undefined): Promise<Login | null> {
  if (!token) return null;
  const row = await ctx.db
    .selectFrom('admin_sessions')
    .innerJoin('admins', 'admins.admin_id', 'admin_sessions.admin_id')
    .select(['admins.admin_id', 'admins.email', 'admins.role', 'password_change_required'])
    .select(['login_id', 'awaits_code', sql<boolean>`last_seen_at < ${NOTED}`.as('unnoted')])
    .select(
      sql<
        Membership[]
      >`coalesce((select jsonb_agg(jsonb_build_object('workspace_id', workspace_id, 'role', role)
        order by workspace_id) from workspace_members member where member.admin_id = admins.admin_id), '[]')`.as(
        'workspaces',
      ),
    )
    .where('token_hash', '=', keyedHash(ctx.masterKey.hashing, token))
    .where('expires_at', '>', sql<Date>`now()`)
    .where('last_seen_at', '>', IDLE)
    .executeTakeFirst();
  if (!row) return null;
  if (row.unnoted)
    await ctx.db
      .updateTable('admin_sessions')
      .set({ last_seen_at: sql`now()` })
      .where('login_id', '=', row.login_id)
      .execute();
  const { admin_id: adminId, email, role, workspaces } = row;
  const admin = { adminId, email, role, workspaces };
  const stage = row.awaits_code ? 'code' : row.password_change_required ? 'password' : 'open';
  return { loginId: row.login_id, admin, stage };
}

/** The admin that a token signs in. */
export async function findAdmin(ctx: Context, token: string | undefined): Promise<SignedIn | null> {
  const login = await findLogin(ctx, token);
  return login?.stage === 'open' ? login.admin : null;
}
