import type { Request, Response } from 'express';
import { boundTo, findApp } from '../../../shared/tenancy/app.ts';
import type { Role } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { findAdmin } from '../../access/admins/find-login.ts';
import { requireRole } from '../../access/admins/require-role.ts';
import type { Action } from '../../security/audit/note-action.ts';
import type { Call } from '../../call.ts';
import { SESSION_COOKIE, readCookie } from './session-cookie.ts';

/** `actionOf`: what the audit log is told of it. */
export type AdminCall = Call & { actionOf(action: string, input: unknown): Action };

/**
 * The admin who sends a request that has no place in tRPC, with what the audit log is told of it.
 * @throws not_signed_in, role_too_low
 */
export async function requestingAdmin(ctx: Context, req: Request, res: Response, needed: Role) {
  const admin = await findAdmin(ctx, readCookie(req.headers.cookie, SESSION_COOKIE));
  if (!admin) fail('not_signed_in');
  requireRole(admin, needed);
  const requestId = String(res.getHeader('X-Request-Id'));
  const actionOf = (action: string, input: unknown, appId?: string): Action => ({
    actor_kind: 'admin',
    actor_id: admin.adminId,
    actor_label: admin.email,
    action,
    input,
    appId,
    requestId,
    ip: req.ip,
  });
  return { admin, requestId, actionOf };
}

/**
 * The call of a signed-in admin in the app that the address names, for what has no place in tRPC.
 * @throws not_signed_in, role_too_low, app_not_found
 */
export async function adminCall(ctx: Context, req: Request, res: Response, needed: Role): Promise<AdminCall> {
  const { admin, requestId, actionOf } = await requestingAdmin(ctx, req, res, needed);
  const { adminId, role } = admin;
  const app = (await findApp(ctx, String(req.params['appId']))) ?? fail('app_not_found');
  const abort = new AbortController();
  res.on('close', () => abort.abort());
  return {
    ...boundTo(ctx, app.appId),
    app,
    actor: { kind: 'admin', adminId, role },
    requestId,
    actionOf: (action, input) => actionOf(action, input, app.appId),
    signal: AbortSignal.any([abort.signal, ctx.stopping.signal]),
  };
}
