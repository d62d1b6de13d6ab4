// The internal router behind the panel: the public operations, acting in an app of the admin's choice, and the panel's
// own actions. The panel imports this file's types, never its code.
import { initTRPC, TRPCError, type TRPCMutationProcedure, type TRPCQueryProcedure } from '@trpc/server';
import { z } from 'zod';
import { findApp } from '../../shared/app.ts';
import { AppId, panel } from '../../shared/contract/index.ts';
import type { Context } from '../../shared/context.ts';
import { DocentError, fail, publicError } from '../../shared/errors.ts';
import { signIn, signOut, type SignedIn } from '../admins/sign-in.ts';
import { listApps } from '../apps/list-apps.ts';
import type { Call } from '../call.ts';
import { createKey } from '../keys/create-key.ts';
import { listKeys } from '../keys/list-keys.ts';
import { revokeKey } from '../keys/revoke-key.ts';
import { procedures, type Bound } from '../procedures.ts';

export type PanelContext = {
  service: Context;
  admin: SignedIn | null;
  requestId: string;
  signal: AbortSignal;
};

const t = initTRPC.context<PanelContext>().create({
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
const coded = t.middleware(async ({ ctx, path, next }) => {
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

const signedIn = t.procedure.use(coded).use(({ ctx, next }) => {
  if (!ctx.admin) fail('not_signed_in');
  return next({ ctx: { ...ctx, admin: ctx.admin } });
});

/** A procedure inside one app; changes need the role admin or owner. */
const within = (kind: 'query' | 'mutation') =>
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

/** An operation without input has a record of nothing, which would forbid the app too. */
type InApp<I> = (string extends keyof I ? object : I) & { app_id: string };
type Input<B extends Bound> = InApp<z.input<B['operation']['input']>>;
type Output<B extends Bound> = Awaited<ReturnType<B['run']>>;
/** What a query or mutation of a bound operation looks like to the panel. */
type ProcedureOf<B extends Bound> = B['operation']['method'] extends 'get'
  ? TRPCQueryProcedure<{ input: Input<B>; output: Output<B>; meta: unknown }>
  : TRPCMutationProcedure<{ input: Input<B>; output: Output<B>; meta: unknown }>;
type RouterOf<P> = {
  [G in keyof P]: {
    [K in keyof P[G] as P[G][K] extends { operation: { binary: true } } ? never : K]: P[G][K] extends Bound
      ? ProcedureOf<P[G][K]>
      : never;
  };
};

function operationProcedure({ operation, run }: Bound) {
  const kind = operation.method === 'get' ? 'query' : 'mutation';
  const parsed = within(kind).input(operation.input as z.ZodObject);
  return kind === 'query'
    ? parsed.query(({ ctx, input }) => run(ctx.call, input))
    : parsed.mutation(({ ctx, input }) => run(ctx.call, input));
}

const operations = Object.fromEntries(
  Object.entries(procedures).map(([group, members]) => [
    group,
    Object.fromEntries(
      Object.entries(members)
        // Bytes have no place in a batch of JSON: the panel links to the REST route.
        .filter(([, bound]) => !('binary' in bound.operation))
        .map(([name, bound]) => [name, operationProcedure(bound as Bound)]),
    ),
  ]),
) as unknown as RouterOf<typeof procedures>;

export const router = t.router({
  ...operations,
  session: {
    signIn: t.procedure
      .use(coded)
      .input(panel.signIn.input)
      .mutation(async ({ ctx, input }) => ({ token: await signIn(ctx.service, input) })),
    signOut: t.procedure
      .use(coded)
      .input(panel.signOut.input)
      .mutation(({ ctx, input }) => signOut(ctx.service, input.token)),
    current: t.procedure.use(coded).query(({ ctx }) => ctx.admin),
  },
  apps: { list: signedIn.input(panel.listApps.input).query(({ ctx }) => listApps(ctx.service)) },
  keys: {
    list: within('query').query(({ ctx }) => listKeys(ctx.call)),
    create: within('mutation')
      .input(panel.createKey.input)
      .mutation(({ ctx, input }) => createKey(ctx.call, input)),
    revoke: within('mutation')
      .input(panel.revokeKey.input)
      .mutation(({ ctx, input }) => revokeKey(ctx.call, input)),
  },
});

export type PanelRouter = typeof router;
export const createCaller = t.createCallerFactory(router);
