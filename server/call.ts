import type { App } from '../shared/tenancy/app.ts';
import type { Context } from '../shared/context.ts';
import type { Filter, Limits, Role } from '../shared/contract/index.ts';
import { newId } from '../shared/platform/ids.ts';
import type { Login } from './access/admins/find-login.ts';
import type { TraceStep } from '../shared/chat/trace-step.ts';

type KeyActor = {
  kind: 'key';
  keyId: string;
  keyKind: 'secret' | 'publishable';
  scopes: string[];
  limits?: Limits;
  /** Documents that do not match it do not exist for this key. */
  filter?: Filter | undefined;
  /** Proves which session a publishable key may read. */
  sessionSecret?: string | undefined;
};

/** `role`: null for who has none in the installation. `loginId`: the login of this browser; calls from elsewhere have none. */
type PersonActor = {
  kind: 'admin';
  adminId: string;
  email: string;
  role: Role | null;
  loginId?: string | undefined;
};

/** `role`: the one that counts where the call acts, in the installation or in a workspace. */
type AdminActor = PersonActor & { role: Role };

/** Who acts. Comes from authentication, never from input. `link`: whoever has the secret address of a file. */
export type Actor = KeyActor | AdminActor | { kind: 'system' } | { kind: 'link' };

/** Origin of a request; both empty if it comes from this process. */
export type Client = { ip: string; userAgent: string; /** Accept-Language. */ languages?: string };

/** The service without an actor, for use cases that need neither an app nor an admin. */
export type SystemCall = Context & {
  requestId: string;
  client: Client;
  /** Aborted when the caller disconnects or the process stops. */
  signal: AbortSignal;
};

/** Someone who is signing in: the password was right, but not every step is done. */
export type LoginCall = SystemCall & { login: Login };

/** Somebody acting on their own account. */
export type PersonCall = SystemCall & { actor: PersonActor };

/** Somebody looking at what belongs to workspaces. `seen`: the ids of those they may see; null: all. */
export type SeenCall = PersonCall & { seen: readonly string[] | null };

/** Somebody acting in one workspace. `ofTeam`: by a role in the installation, not as a member of the workspace. */
export type WorkspaceCall = SystemCall & { actor: AdminActor; workspaceId: string; ofTeam: boolean };

/** An admin of the team acting on the whole installation. No call of a mere member has this type. */
export type AdminCall = SystemCall & { actor: AdminActor; seen: null };

/** Someone acting in one app: its database shows that app's rows only. */
export type AppCall = SystemCall & {
  app: App;
  actor: Actor;
  /** Receives the steps of an answer as they happen; set by the playground only. */
  trace?: (step: TraceStep) => void;
};

/** The service acting by itself, for as long as the process runs. */
export const systemCall = (ctx: Context): SystemCall => ({
  ...ctx,
  requestId: newId('req'),
  client: { ip: '', userAgent: '' },
  signal: ctx.stopping.signal,
});

/** The service acting by itself in an app. */
export const systemCallIn = (ctx: Context, app: App): AppCall => ({
  ...systemCall(ctx),
  app,
  actor: { kind: 'system' },
});

/** The key's id for rows that record it; nobody else has one. */
export const keyIdOf = (actor: Actor): string | null => (actor.kind === 'key' ? actor.keyId : null);

/** The actor's id, for rows that record who asked. */
export const actorIdOf = (actor: Actor): string =>
  actor.kind === 'key' ? actor.keyId : actor.kind === 'admin' ? actor.adminId : 'system';
