import type { Request, Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import { boundTo } from '../../../shared/tenancy/app.ts';
import type { FoundKey } from '../../access/keys/key-finder.ts';
import type { AppCall, SystemCall } from '../../call.ts';

/** The call of a request without a key. */
export const openCallOf = (
  ctx: Context,
  req: Request,
  res: Response,
  abort: AbortController,
): SystemCall => ({
  ...ctx,
  requestId: String(res.getHeader('X-Request-Id')),
  client: {
    ip: req.ip ?? '',
    userAgent: req.get('user-agent') ?? '',
    languages: req.get('accept-language') ?? '',
  },
  signal: AbortSignal.any([abort.signal, ctx.stopping.signal]),
});

/** The call of a request with a key, in the key's app. */
export const appCallOf = (
  ctx: Context,
  { app, keyId, kind, scopes, limits, filter }: FoundKey,
  req: Request,
  res: Response,
  abort: AbortController,
): AppCall => ({
  ...openCallOf(boundTo(ctx, app.appId), req, res, abort),
  app,
  actor: {
    kind: 'key',
    keyId,
    keyKind: kind,
    scopes,
    limits,
    filter,
    sessionSecret: req.headers['x-session-secret']?.toString(),
  },
});
