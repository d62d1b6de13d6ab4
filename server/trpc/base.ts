// What every procedure of the panel stands on: who is signed in, in which app, with which right, and how errors are told.
import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { findApp } from '../../shared/app.ts';
import { AppId } from '../../shared/contract/index.ts';
import type { Context } from '../../shared/context.ts';
import { DocentError, fail, publicError } from '../../shared/errors.ts';
import type { SignedIn } from '../admins/sign-in.ts';
import type { Call } from '../call.ts';

export type PanelContext = {
  service: Context;
  admin: SignedIn | null;
  requestId: string;
  signal: AbortSignal;
};

export const t = initTRPC.context<PanelContext>().create({
  errorFormatter: ({ shape, error }) => {
    const told = error.cause instanceof DocentError ? error.cause : undefined;
    const zod = error.cause instanceof z.ZodError ? error.cause.issues : undefined;
    return {
      ...shape,
      message: told?.message ?? shape.message,
      data: { ...shape.data, stack: undefined, docent: told?.code, issues: zod },
    };
  },
});

/** Any failure as tRPC knows it; what is not ours is told as internal and keeps its words. */
export const coded = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok || !(result.error.cause instanceof Error) || result.error.cause instanceof z.ZodError)
    return result;
  const told = publicError(result.error.cause);
  if (told.status >= 500)
    ctx.service.log.error({ err: told.cause ?? told, request_id: ctx.requestId, path }, told.code);
  const codes = {
    400: 'BAD_REQUEST',
    401: 'UNAUTHORIZED',
    403: 'FORBIDDEN',
    404: 'NOT_FOUND',
    413: 'PAYLOAD_TOO_LARGE',
    429: 'TOO_MANY_REQUESTS',
  } as const;
  throw new TRPCError({
    code: codes[told.status as 400] ?? 'INTERNAL_SERVER_ERROR',
    message: told.message,
    cause: told,
  });
});

export const signedIn = t.procedure.use(coded).use(({ ctx, next }) => {
  if (!ctx.admin) fail('not_signed_in');
  return next({ ctx: { ...ctx, admin: ctx.admin } });
});

/** Changes that belong to no app. */
export const changing = signedIn.use(({ ctx, next }) => {
  const { role } = ctx.admin;
  if (role !== 'owner' && role !== 'admin') fail('missing_scope', `Your role ${role} may look, not change.`);
  return next();
});

/** A procedure inside one app; changes need the role admin or owner. */
export const within = (kind: 'query' | 'mutation') =>
  signedIn.input(z.object({ app_id: AppId })).use(async ({ ctx, input, next }) => {
    const { role, adminId } = ctx.admin;
    if (kind === 'mutation' && role !== 'owner' && role !== 'admin')
      fail('missing_scope', `Your role ${role} may look, not change.`);
    const app = (await findApp(ctx.service, input.app_id)) ?? fail('app_not_found');
    const call: Call = {
      ...ctx.service,
      app,
      actor: { kind: 'admin', adminId, role },
      requestId: ctx.requestId,
      signal: ctx.signal,
    };
    return next({ ctx: { ...ctx, call } });
  });
