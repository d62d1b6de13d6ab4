// An action in the audit log: one entry before it, without which it does not begin, and one of how it ended.
import type { Actor, Subjects } from '../../../shared/security/audit/entry.ts';
import { noteEntry } from '../../../shared/security/audit/append-entry.ts';
import { nameSubjects } from '../../../shared/security/audit/name-subjects.ts';
import type { Context } from '../../../shared/context.ts';
import { publicError } from '../../../shared/platform/errors.ts';
import { z } from 'zod';

export type Action = Actor & {
  action: string;
  /** What it was given; only ids of ours are kept of it. */
  input: unknown;
  /** In which it acts, where its input does not say so. */
  appId?: string | undefined;
  requestId: string;
  ip?: string | undefined;
};

type Noted = { end(result: unknown): Promise<void>; fail(error: unknown): Promise<void> };

/** Notes that an action begins. @throws where it cannot be noted: then it must not begin */
export async function beginAction(ctx: Context, action: Action): Promise<Noted> {
  const told = entryOf(action);
  const { sequence } = await noteEntry(ctx, { ...told, outcome: 'begun' });
  const end = async (outcome: string, subjects: Subjects) => {
    try {
      await noteEntry(ctx, {
        ...told,
        subjects: { ...told.subjects, ...subjects },
        ends_sequence: sequence,
        outcome,
      });
    } catch (error) {
      // What was done is done, and its beginning is noted: an end that is missing says that it is not known.
      ctx.log.error({ err: error, request_id: action.requestId, sequence }, 'audit');
    }
  };
  return {
    end: (result) => end('ok', nameSubjects(result, 1)),
    fail: (error) => end(outcomeOf(error), {}),
  };
}

/** Runs an action between its two entries. */
export async function noteAction<T>(ctx: Context, action: Action, run: () => Promise<T>): Promise<T> {
  const noted = await beginAction(ctx, action);
  try {
    const result = await run();
    await noted.end(result);
    return result;
  } catch (error) {
    await noted.fail(error);
    throw error;
  }
}

/** Notes an attempt that was refused before anything began; that it cannot be noted does not change the refusal. */
export async function noteRefusal(ctx: Context, action: Action, error: unknown): Promise<void> {
  try {
    await noteEntry(ctx, { ...entryOf(action), outcome: outcomeOf(error) });
  } catch (cause) {
    ctx.log.error({ err: cause, request_id: action.requestId }, 'audit');
  }
}

const outcomeOf = (error: unknown): string =>
  error instanceof z.ZodError ? 'invalid_request' : publicError(error).code;

function entryOf({ input, appId, requestId, ip, ...told }: Action) {
  const subjects = nameSubjects(input);
  const named = (name: string) => (typeof subjects[name] === 'string' ? subjects[name] : null);
  return {
    ...told,
    subjects,
    app_id: appId ?? named('app_id'),
    workspace_id: named('workspace_id'),
    request_id: requestId,
    ip: ip || null,
  };
}
