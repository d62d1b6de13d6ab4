import type { Context } from '../shared/context.ts';
import type { ComputePool } from './documents/compute/pool.ts';

/** What a job gets: the service, and the killable child in which files are read and numbers are crunched. */
export type Worker = Context & { compute: ComputePool };

/** One run of a job. `last`: no further attempt follows if this one fails. */
export type Run<P> = { payload: P; signal: AbortSignal; last: boolean };

export type Handler<P> = (worker: Worker, run: Run<P>) => Promise<void>;
