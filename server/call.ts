import type { App } from '../shared/tenancy/app.ts';
import type { Limits, Role } from '../shared/contract/index.ts';
import type { Context } from '../shared/context.ts';
import type { Log } from '../shared/platform/log.ts';
import type { TraceStep } from './chat/trace-step.ts';

/** Who acts: always from authentication, never from input. */
export type Actor =
  | { kind: 'key'; keyId: string; keyKind: 'secret' | 'publishable'; scopes: string[]; limits?: Limits }
  | { kind: 'admin'; adminId: string; role: Role };

/** What a use case gets: the service, the app it acts in, who acts, and when to give up. */
export type Call = Context & {
  app: App;
  actor: Actor;
  requestId: string;
  log: Log;
  /** Told how an answer came about, where somebody watches: the panel's playground. */
  trace?: (step: TraceStep) => void;
  /** Of the session that a publishable key speaks for. */
  sessionSecret?: string;
  /** Told what an answer is called as soon as that is known, before its first event. */
  announce?: (begun: { sessionId: string; messageId: string; sessionSecret?: string }) => void;
  /** Aborted when the caller has gone or the process stops. */
  signal: AbortSignal;
};

/** The key's id for rows that record it; the panel has none. */
export const keyIdOf = (actor: Actor): string | null => (actor.kind === 'key' ? actor.keyId : null);

/** The actor's id for rows that record who asked. */
export const actorIdOf = (actor: Actor): string => (actor.kind === 'key' ? actor.keyId : actor.adminId);
