import type { Request, Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { boundTo, findApp } from '../../../shared/tenancy/app.ts';
import { findLogin } from '../../access/admins/find-login.ts';
import { requireRole } from '../../access/admins/require-role.ts';
import type { AdminCall, AppCall } from '../../call.ts';
import { loginToken } from './login-token.ts';

/**
 * The call of a signed-in admin, for routes of the panel that are not tRPC procedures.
 * @throws not_signed_in, missing_role
 */
export async function adminCallOf(
  ctx: Context,
  req: Request,
  res: Response,
  needed: Role,
): Promise<AdminCall> {
  const login = await findLogin(ctx, loginToken(req.headers.cookie));
  if (login?.stage !== 'open') fail('not_signed_in');
  requireRole(login.admin, needed);
  const abort = new AbortController();
  res.on('close', () => abort.abort());
  return {
    ...ctx,
    actor: { kind: 'admin', ...login.admin, loginId: login.loginId },
    requestId: String(res.getHeader('X-Request-Id')),
    client: { ip: req.ip ?? '', userAgent: req.get('user-agent') ?? '' },
    signal: AbortSignal.any([abort.signal, ctx.stopping.signal]),
  };
}

/** The same, in the app of the address. @throws not_signed_in, missing_role, app_not_found */
export async function adminCallInApp(
  ctx: Context,
  req: Request,
  res: Response,
  needed: Role,
): Promise<AppCall> {
  const call = await adminCallOf(ctx, req, res, needed);
  const app = (await findApp(ctx, String(req.params['appId']))) ?? fail('app_not_found');
  return { ...boundTo(call, app.appId), app };
}
