// The base of every procedure: login, app, role, and error mapping.
import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { boundTo, findApp } from '../../../shared/tenancy/app.ts';
import { AppId, type Role } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { DocentError, fail, publicError } from '../../../shared/platform/errors.ts';
import { actionOf } from '../../security/audit/action-of.ts';
import { beginAction, noteRefusal } from '../../security/audit/note-action.ts';
import type { Login, SignedIn } from '../../access/admins/find-login.ts';
import { requireRole } from '../../access/admins/require-role.ts';
import type { AdminCall, AppCall, Client, SystemCall } from '../../call.ts';

export type PanelContext = {
  service: Context;
  /** The signed-in admin; null before the login is complete. */
  admin: SignedIn | null;
  /** The browser's login at any stage, and the browser; calls that do not come from a browser have none. */
  login?: Login | null;
  client?: Client;
  requestId: string;
  signal: AbortSignal;
};

/** The least role that may call a procedure; null: anyone, even without a login. */
export type Meta = { role: Role | null };

export const t = initTRPC
  .context<PanelContext>()
  .meta<Meta>()
  .create({
    errorFormatter: ({ shape, error }) => {
      const codedError = error.cause instanceof DocentError ? error.cause : undefined;
      const zod = error.cause instanceof z.ZodError ? error.cause.issues : undefined;
      return {
        ...shape,
        message: codedError?.message ?? shape.message,
        data: { ...shape.data, stack: undefined, docent: codedError?.code, issues: zod },
      };
    },
  });

/** Converts an error to tRPC's. An unknown error becomes internal, without its message. */
const coded = t.middleware(async ({ ctx, path, getRawInput, next }) => {
  // Invalid JSON is the caller's mistake.
  await getRawInput().catch(() => {
    throw new TRPCError({ code: 'PARSE_ERROR', message: 'The input is not valid JSON.' });
  });
  const result = await next();
  if (result.ok || !(result.error.cause instanceof Error) || result.error.cause instanceof z.ZodError)
    return result;
  const codedError = publicError(result.error.cause);
  if (codedError.status >= 500)
    ctx.service.log.error(
      { err: codedError.cause ?? codedError, request_id: ctx.requestId, path },
      codedError.code,
    );
  const codes = {
    400: 'BAD_REQUEST',
    401: 'UNAUTHORIZED',
    403: 'FORBIDDEN',
    404: 'NOT_FOUND',
    409: 'CONFLICT',
    413: 'PAYLOAD_TOO_LARGE',
    429: 'TOO_MANY_REQUESTS',
  } as const;
  throw new TRPCError({
    code: codes[codedError.status as 400] ?? 'INTERNAL_SERVER_ERROR',
    message: codedError.message,
    cause: codedError,
  });
});

const systemCallOf = ({ service, requestId, client, signal }: PanelContext): SystemCall => ({
  ...service,
  requestId,
  client: client ?? { ip: '', userAgent: '' },
  signal,
});

const adminCallOf = (ctx: PanelContext, admin: SignedIn): AdminCall => ({
  ...systemCallOf(ctx),
  actor: { kind: 'admin', ...admin, loginId: ctx.login?.loginId },
});

/** Records every mutation of an admin whose password was checked, before it starts and after. */
export const audited = t.middleware(async ({ ctx, type, path, getRawInput, next }) => {
  const admin = ctx.admin ?? ctx.login?.admin;
  if (type !== 'mutation' || !admin) return next();
  const noted = await beginAction(ctx.service, actionOf(adminCallOf(ctx, admin), path, await getRawInput()));
  const result = await next();
  if (result.ok) await noted.end(result.data);
  else await noted.fail(result.error.cause ?? result.error);
  return result;
});

/** A procedure for everyone, even without a login. */
export const open = t.procedure
  .meta({ role: null })
  .use(coded)
  .use(({ ctx, next }) => next({ ctx: { ...ctx, call: systemCallOf(ctx) } }));

/** A procedure for admins with this role or a higher one: `allow('admin')`. */
export const allow = (needed: Role) =>
  t.procedure
    .meta({ role: needed })
    .use(coded)
    .use(async ({ ctx, type, path, getRawInput, next }) => {
      const { admin } = ctx;
      if (!admin) fail('not_signed_in');
      try {
        requireRole(admin, needed);
      } catch (error) {
        if (type === 'mutation')
          await noteRefusal(ctx.service, actionOf(adminCallOf(ctx, admin), path, await getRawInput()), error);
        throw error;
      }
      return next({ ctx: { ...ctx, admin, call: adminCallOf(ctx, admin) } });
    })
    .use(audited);

/** A procedure within one app, for admins with this role or a higher one: `within('viewer')`. */
export const within = (needed: Role) =>
  allow(needed)
    .input(z.object({ app_id: AppId }))
    .use(async ({ ctx, input, next }) => {
      const app = (await findApp(ctx.service, input.app_id)) ?? fail('app_not_found');
      const call: AppCall = { ...boundTo(ctx.call, app.appId), app };
      return next({ ctx: { ...ctx, call } });
    });
