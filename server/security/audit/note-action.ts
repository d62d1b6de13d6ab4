// Records an action in the audit log: an entry before it, without which it does not run, and one with its outcome.
import type { Actor, Subjects } from '../../../shared/security/audit/entry.ts';
import { noteEntry } from '../../../shared/security/audit/append-entry.ts';
import { nameSubjects } from '../../../shared/security/audit/name-subjects.ts';
import type { Context } from '../../../shared/context.ts';
import { publicError } from '../../../shared/platform/errors.ts';
import { z } from 'zod';

export type Action = Actor & {
  action: string;
  /** The input; only our own ids are recorded. */
  input: unknown;
  /** The app, if the input does not name it. */
  appId?: string | undefined;
  /** The workspace, if the input does not name it. */
  workspaceId?: string | undefined;
  requestId: string;
  ip?: string | undefined;
};

type Noted = { end(result: unknown): Promise<void>; fail(error: unknown): Promise<void> };

/** Records the start of an action. @throws if that fails: the action must not run then */
export async function beginAction(ctx: Context, action: Action): Promise<Noted> {
  const entry = entryOf(action);
  const { sequence } = await noteEntry(ctx, { ...entry, outcome: 'begun' });
  const end = async (outcome: string, subjects: Subjects) => {
    try {
      await noteEntry(ctx, {
        ...entry,
        subjects: { ...entry.subjects, ...subjects },
        ends_sequence: sequence,
        outcome,
      });
    } catch (error) {
      // The action is done and its start is recorded. A missing end means that the outcome is unknown.
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

/** Records an attempt that was refused before it started. A failure to record it does not change the refusal. */
export async function noteRefusal(ctx: Context, action: Action, error: unknown): Promise<void> {
  try {
    await noteEntry(ctx, { ...entryOf(action), outcome: outcomeOf(error) });
  } catch (cause) {
    ctx.log.error({ err: cause, request_id: action.requestId }, 'audit');
  }
}

const outcomeOf = (error: unknown): string =>
  error instanceof z.ZodError ? 'invalid_request' : publicError(error).code;

function entryOf({ input, appId, workspaceId, requestId, ip, ...entry }: Action) {
  const subjects = nameSubjects(input);
  const named = (name: string) => (typeof subjects[name] === 'string' ? subjects[name] : null);
  return {
    ...entry,
    subjects,
    app_id: appId ?? named('app_id'),
    workspace_id: workspaceId ?? named('workspace_id'),
    request_id: requestId,
    ip: ip || null,
  };
}
