import type { Request, Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { boundTo, findApp } from '../../../shared/tenancy/app.ts';
import { findLogin, type SignedIn } from '../../access/admins/find-login.ts';
import { requireRole, requireRoleIn } from '../../access/admins/require-role.ts';
import type { AdminCall, AppCall, SeenCall, SystemCall } from '../../call.ts';
import { loginToken } from './login-token.ts';

/**
 * The call of an admin of the team, for routes of the panel that are not tRPC procedures.
 * @throws not_signed_in, missing_role
 */
export async function adminCallOf(
  ctx: Context,
  req: Request,
  res: Response,
  needed: Role,
): Promise<AdminCall> {
  const { admin, ...call } = await signedIn(ctx, req, res);
  requireRole(admin, needed);
  return { ...call, actor: actorOf(admin, admin.role!), seen: null };
}

/** The same, in the app of the address, also for members of its workspace. @throws not_signed_in, missing_role, app_not_found */
export async function adminCallInApp(
  ctx: Context,
  req: Request,
  res: Response,
  needed: Role,
): Promise<AppCall & { actor: AdminCall['actor'] }> {
  const { admin, ...call } = await signedIn(ctx, req, res);
  const app = await findApp(ctx, String(req.params['appId']));
  if (!app) {
    // What the role does not reach anywhere is refused before anything is looked for.
    if (!admin.workspaces?.length) requireRole(admin, needed);
    fail('app_not_found');
  }
  const role = requireRoleIn(admin, app.workspaceId, needed, 'app_not_found');
  return { ...boundTo(call, app.appId), app, actor: actorOf(admin, role) };
}

/** The call of somebody who looks at what belongs to workspaces: the team at all, members at their own. @throws not_signed_in */
export async function seenCallOf(ctx: Context, req: Request, res: Response): Promise<SeenCall> {
  const { admin, ...call } = await signedIn(ctx, req, res);
  const seen = admin.role ? null : (admin.workspaces ?? []).map(({ workspace_id }) => workspace_id);
  return { ...call, actor: actorOf(admin, admin.role), seen };
}

const actorOf = <R extends Role | null>(
  { adminId, email, loginId }: SignedIn & { loginId: string },
  role: R,
) => ({
  kind: 'admin' as const,
  adminId,
  email,
  role,
  loginId,
});

async function signedIn(
  ctx: Context,
  req: Request,
  res: Response,
): Promise<SystemCall & { admin: SignedIn & { loginId: string } }> {
  const login = await findLogin(ctx, loginToken(req.headers.cookie));
  if (login?.stage !== 'open') fail('not_signed_in');
  const abort = new AbortController();
  res.on('close', () => abort.abort());
  return {
    ...ctx,
    admin: { ...login.admin, loginId: login.loginId },
    requestId: String(res.getHeader('X-Request-Id')),
    client: { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' },
    signal: AbortSignal.any([abort.signal, ctx.stopping.signal]),
  };
}
