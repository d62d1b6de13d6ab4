// The base of every procedure: login, app, role, and error mapping.
import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { boundTo, findApp, type App } from '../../../shared/tenancy/app.ts';
import { AppId, reaches, WorkspaceId, type Role } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { DocentError, fail, publicError } from '../../../shared/platform/errors.ts';
import { actionOf } from '../../security/audit/action-of.ts';
import { beginAction, noteRefusal } from '../../security/audit/note-action.ts';
import type { Login, SignedIn } from '../../access/admins/find-login.ts';
import { requireRole, requireRoleIn } from '../../access/admins/require-role.ts';
import type {
  AdminCall,
  AppCall,
  Client,
  PersonCall,
  SeenCall,
  SystemCall,
  WorkspaceCall,
} from '../../call.ts';

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

/**
 * The least role that may call a procedure (null: anyone, even without a login), and where it has to be held: in the
 * installation (`team`), in the app's workspace, in the workspace, in any workspace (`seen`), or nowhere (`own`).
 */
export type Meta = { role: Role | null; reach: 'anyone' | 'team' | 'app' | 'workspace' | 'seen' | 'own' };

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

/** @param role the one that counts where the call acts; without one, the one in the installation */
const callOf = <R extends Role | null>(ctx: PanelContext, { adminId, email }: SignedIn, role: R) => ({
  ...systemCallOf(ctx),
  actor: { kind: 'admin' as const, adminId, email, role, loginId: ctx.login?.loginId },
});

/** Records every mutation of an admin whose password was checked, before it starts and after. */
export const audited = t.middleware(async ({ ctx, type, path, getRawInput, next }) => {
  const admin = ctx.admin ?? ctx.login?.admin;
  if (type !== 'mutation' || !admin) return next();
  const { workspaceId } = (ctx as { place?: Place | undefined }).place ?? {};
  const action = actionOf(callOf(ctx, admin, admin.role), path, await getRawInput());
  const noted = await beginAction(ctx.service, { ...action, workspaceId });
  const result = await next();
  if (result.ok) await noted.end(result.data);
  else await noted.fail(result.error.cause ?? result.error);
  return result;
});

/** A procedure for everyone, even without a login. */
export const open = t.procedure
  .meta({ role: null, reach: 'anyone' })
  .use(coded)
  .use(({ ctx, next }) => next({ ctx: { ...ctx, call: systemCallOf(ctx) } }));

/** What an input is about: found before the procedure runs, for whoever has to be a member of its workspace. */
type Place = { workspaceId: string; app?: App };
type Find = (ctx: PanelContext, input: unknown) => Promise<Place | undefined>;

/** What is the team's alone: no membership counts, so no input is looked at. */
const NO_PLACE: Find = async () => undefined;

/**
 * The start of every procedure behind the login. Whoever has the role in the installation passes. Everybody else is
 * asked for it in the workspace that the input names, and refused where it can name none.
 */
const gate = (needed: Role, reach: Meta['reach'], unknown: Unknown, find: Find) =>
  t.procedure
    .meta({ role: needed, reach })
    .use(coded)
    .use(async ({ ctx, type, path, getRawInput, next }) => {
      const { admin } = ctx;
      if (!admin) fail('not_signed_in');
      if (reaches(admin.role, needed))
        return next({ ctx: { ...ctx, admin, place: undefined as Place | undefined } });
      const input = await getRawInput();
      let place: Place | undefined;
      try {
        if (reach === 'team' || !admin.workspaces?.length) requireRole(admin, needed, reach === 'team');
        // Without one the input is not valid, which is said below.
        place = await find(ctx, input);
        if (place) requireRoleIn(admin, place.workspaceId, needed, unknown);
      } catch (error) {
        if (type === 'mutation')
          await noteRefusal(ctx.service, actionOf(callOf(ctx, admin, admin.role), path, input), error);
        throw error;
      }
      return next({ ctx: { ...ctx, admin, place } });
    })
    .use(audited);

type Unknown = Parameters<typeof requireRoleIn>[3];

/**
 * A procedure for the team, with this role in the installation or a higher one: `allow('admin')`. Members of a
 * workspace are refused, whatever their role there: a new procedure is theirs only if it begins with one of those below.
 */
export const allow = (needed: Role) =>
  gate(needed, 'team', 'workspace_not_found', NO_PLACE).use(({ ctx, next }) => {
    requireRole(ctx.admin, needed);
    const call: AdminCall = { ...callOf(ctx, ctx.admin, ctx.admin.role!), seen: null };
    return next({ ctx: { ...ctx, call } });
  });

const InApp = z.object({ app_id: AppId });

/** A procedure within one app, for who has this role there or a higher one: `within('viewer')`. */
export const within = (needed: Role) =>
  gate(needed, 'app', 'app_not_found', async ({ service }, input) => {
    const { data } = InApp.safeParse(input);
    const app = data && ((await findApp(service, data.app_id)) ?? fail('app_not_found'));
    return app && { workspaceId: app.workspaceId, app };
  })
    .input(InApp)
    .use(async ({ ctx, input, next }) => {
      const app = ctx.place?.app ?? (await findApp(ctx.service, input.app_id)) ?? fail('app_not_found');
      const role = requireRoleIn(ctx.admin, app.workspaceId, needed, 'app_not_found');
      const call: AppCall = { ...boundTo(callOf(ctx, ctx.admin, role), app.appId), app };
      return next({ ctx: { ...ctx, call } });
    });

/** The same for what belongs to one app but is the team's alone. */
export const withinAsTeam = (needed: Role) =>
  gate(needed, 'team', 'app_not_found', NO_PLACE)
    .input(InApp)
    .use(async ({ ctx, input, next }) => {
      requireRole(ctx.admin, needed);
      const app = (await findApp(ctx.service, input.app_id)) ?? fail('app_not_found');
      const call: AppCall = { ...boundTo(callOf(ctx, ctx.admin, ctx.admin.role!), app.appId), app };
      return next({ ctx: { ...ctx, call } });
    });

const InWorkspace = z.object({ workspace_id: WorkspaceId });

/** A procedure within one workspace, for who has this role there or a higher one: `inWorkspace('owner')`. */
export const inWorkspace = (needed: Role) =>
  gate(needed, 'workspace', 'workspace_not_found', async (_ctx, input) => {
    const { data } = InWorkspace.safeParse(input);
    return data && { workspaceId: data.workspace_id };
  })
    .input(InWorkspace)
    .use(({ ctx, input, next }) => {
      const role = requireRoleIn(ctx.admin, input.workspace_id, needed, 'workspace_not_found');
      const ofTeam = reaches(ctx.admin.role, needed);
      const call: WorkspaceCall = {
        ...callOf(ctx, ctx.admin, role),
        workspaceId: input.workspace_id,
        ofTeam,
      };
      return next({ ctx: { ...ctx, call } });
    });

/** A query over workspaces, which shows the team all of them and members their own. */
export const seen = (needed: Role) =>
  t.procedure
    .meta({ role: needed, reach: 'seen' })
    .use(coded)
    .use(({ ctx, next }) => {
      const { admin } = ctx;
      if (!admin) fail('not_signed_in');
      const own = (admin.workspaces ?? []).filter(({ role }) => reaches(role, needed));
      // Who is nothing anywhere sees empty lists, if they see any.
      if (own.length === 0 && admin.role) requireRole(admin, needed);
      const ids = reaches(admin.role, needed) ? null : own.map(({ workspace_id }) => workspace_id);
      const call: SeenCall = { ...callOf(ctx, admin, admin.role), seen: ids };
      return next({ ctx: { ...ctx, admin, call } });
    });

/** A procedure about one's own account, for everybody who is signed in. */
export const own = t.procedure
  .meta({ role: 'viewer', reach: 'own' })
  .use(coded)
  .use(({ ctx, next }) => {
    const { admin } = ctx;
    if (!admin) fail('not_signed_in');
    const call: PersonCall = callOf(ctx, admin, admin.role);
    return next({ ctx: { ...ctx, admin, call } });
  })
  .use(audited);
