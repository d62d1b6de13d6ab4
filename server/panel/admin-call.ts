import type { Request, Response } from 'express';
import { boundTo, findApp } from '../../shared/app.ts';
import type { Role } from '../../shared/contract/index.ts';
import type { Context } from '../../shared/context.ts';
import { fail } from '../../shared/errors.ts';
import { findAdmin } from '../admins/find-login.ts';
import { requireRole } from '../admins/require-role.ts';
import type { Call } from '../call.ts';
import { SESSION_COOKIE, readCookie } from './session-cookie.ts';

/**
 * The call of a signed-in admin in the app that the address names, for what has no place in tRPC.
 * @throws not_signed_in, role_too_low, app_not_found
 */
export async function adminCall(ctx: Context, req: Request, res: Response, needed: Role): Promise<Call> {
  const admin = await findAdmin(ctx, readCookie(req.headers.cookie, SESSION_COOKIE));
  if (!admin) fail('not_signed_in');
  const { adminId, role } = admin;
  requireRole(admin, needed);
  const app = (await findApp(ctx, String(req.params['appId']))) ?? fail('app_not_found');
  const abort = new AbortController();
  res.on('close', () => abort.abort());
  return {
    ...boundTo(ctx, app.appId),
    app,
    actor: { kind: 'admin', adminId, role },
    requestId: String(res.getHeader('X-Request-Id')),
    signal: AbortSignal.any([abort.signal, ctx.stopping.signal]),
  };
}
