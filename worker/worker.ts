import type { Context } from '../shared/context.ts';
import type { ComputePool } from './documents/compute/pool.ts';

/** What a job receives: the service, and the child process for reading files and computing. */
export type Worker = Context & { compute: ComputePool };

/**
 * One run of a job.
 * `last`: there is no further attempt.
 * `waits`: after this error the job is put back without an attempt, because something it needs is away.
 */
export type Run<P> = {
  payload: P;
  signal: AbortSignal;
  last: boolean;
  waits?: (error: unknown) => boolean;
};

export type Handler<P> = (worker: Worker, run: Run<P>) => Promise<void>;

/** Handles many jobs of one app at once. */
export type HandlerTogether<P> = (worker: Worker, payloads: P[], signal: AbortSignal) => Promise<void>;
