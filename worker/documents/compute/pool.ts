import type { Logger } from 'pino';
import { ComputeError } from './compute-error.ts';
import { fromPlainError } from './messages.ts';
import type { operations } from './operations.ts';
import { startChild, type Child } from './start-child.ts';

type Operation = (payload: any) => Promise<unknown>;
type Operations = Record<string, Operation>;

export type ComputePool<Table extends Operations = typeof operations> = {
  /**
   * Runs an operation in a child process, in the order of the calls.
   * @param options timeoutMs: from the job's start in its child, including the start of the child; cpuMs: CPU time,
   *   default: unlimited; isSlow: in children of their own, so that no other job waits for it
   * @throws ComputeError; errors of the operation are passed on with code and message
   */
  run<Name extends keyof Table & string>(
    operation: Name,
    payload: Parameters<Table[Name]>[0],
    options: { signal?: AbortSignal; timeoutMs: number; cpuMs?: number; isSlow?: boolean },
  ): Promise<Awaited<ReturnType<Table[Name]>>>;
  /** Ends all children and rejects running and waiting jobs with ComputeError `closed`. */
  close(): Promise<void>;
};

/**
 * size: maximum number of children, of those for slow jobs, and of those whose job has run for `longMs`: another job takes its
 * place, so that one file that takes minutes does not keep all others waiting. idleMs: how long an idle one is kept. memoryMb: for
 * JavaScript values; twice that in total. module: exports `operations`; only the child loads it.
 */
export type ComputePoolOptions = {
  size?: number;
  longMs?: number;
  idleMs?: number;
  memoryMb?: number;
  module?: URL;
  log?: Pick<Logger, 'warn'>;
};

type Job = {
  operation: string;
  payload: unknown;
  timeoutMs: number;
  cpuMs: number;
  isSlow: boolean;
  /** It has run for so long that another one may run beside it. */
  isLong?: boolean;
  resolve: (result: any) => void;
  reject: (error: Error) => void;
  /** Set while the job runs: ends its child and rejects the job. */
  stop?: (reason: ComputeError) => void;
};

/** A queue of jobs for `size` child processes, which are started on demand; see `ComputePoolOptions` for the others. */
export function createComputePool<Table extends Operations = typeof operations>({
  size = 1,
  longMs = 10_000,
  idleMs = 60_000,
  memoryMb = 1024,
  module = new URL('./operations.ts', import.meta.url),
  log,
}: ComputePoolOptions = {}): ComputePool<Table> {
  const waiting: Job[] = [];
  const running = new Set<Job>();
  const idle = new Map<Child, NodeJS.Timeout>();
  const dying = new Set<Promise<void>>();
  let closed = false;

  function end(child: Child): void {
    clearTimeout(idle.get(child));
    idle.delete(child);
    const death = child.kill().finally(() => dying.delete(death));
    dying.add(death);
  }

  function takeChild(): Child {
    for (const [child, timer] of idle) {
      clearTimeout(timer);
      idle.delete(child);
      if (!child.gone()) return child;
    }
    return startChild(module, memoryMb);
  }

  function keepChild(child: Child): void {
    if (closed || child.gone()) end(child);
    else idle.set(child, setTimeout(end, idleMs, child).unref());
  }

  function startNext(): void {
    const hasRoom = ({ isSlow }: Job) => {
      const others = [...running].filter((job) => job.isSlow === isSlow);
      const places = isSlow ? 0 : Math.min(size, others.filter(({ isLong }) => isLong).length);
      return others.length - places < size;
    };
    for (;;) {
      const index = waiting.findIndex(hasRoom);
      if (index < 0) return;
      const [job] = waiting.splice(index, 1) as [Job];
      running.add(job);
      void start(job).finally(() => {
        running.delete(job);
        startNext();
      });
    }
  }

  async function start(job: Job): Promise<void> {
    const stopped = Promise.withResolvers<never>();
    let child: Child | undefined;
    job.stop = stopped.reject;
    const timer = setTimeout(() => stopped.reject(new ComputeError('timeout')), job.timeoutMs).unref();
    const long = setTimeout(() => {
      job.isLong = true;
      startNext();
    }, longMs).unref();
    try {
      // May throw: the system may have no memory for another process.
      child = takeChild();
      const { operation, payload, cpuMs } = job;
      const reply = await Promise.race([child.run({ operation, payload, cpuMs }), stopped.promise]);
      keepChild(child);
      if ('error' in reply) job.reject(fromPlainError(reply.error));
      else job.resolve(reply.result);
    } catch (error) {
      if (child) end(child);
      const { code } = error as ComputeError;
      if (code !== 'aborted' && code !== 'closed')
        log?.warn({ operation: job.operation, code }, 'compute job ended');
      job.reject(error as Error);
    } finally {
      clearTimeout(timer);
      clearTimeout(long);
    }
  }

  function stop(job: Job, reason: ComputeError): void {
    const index = waiting.indexOf(job);
    if (index >= 0) waiting.splice(index, 1);
    if (job.stop) job.stop(reason);
    else job.reject(reason);
  }

  return {
    async run(operation, payload, { signal, timeoutMs, cpuMs = Infinity, isSlow = false }) {
      if (closed) throw new ComputeError('closed');
      if (signal?.aborted) throw new ComputeError('aborted', signal.reason);
      const { promise, resolve, reject } = Promise.withResolvers<any>();
      const job: Job = { operation, payload, timeoutMs, cpuMs, isSlow, resolve, reject };
      const abort = () => stop(job, new ComputeError('aborted', signal?.reason));
      signal?.addEventListener('abort', abort, { once: true });
      waiting.push(job);
      startNext();
      return promise.finally(() => signal?.removeEventListener('abort', abort));
    },
    async close() {
      closed = true;
      // The children keep nothing open, but the caller wants to continue afterwards.
      const hold = setInterval(() => {}, 1000);
      for (const job of [...waiting, ...running]) stop(job, new ComputeError('closed'));
      for (const child of idle.keys()) end(child);
      // A job that was just stopped returns its child a moment later.
      while (running.size > 0 || dying.size > 0) {
        await Promise.allSettled(dying);
        await new Promise((resolve) => setImmediate(resolve));
      }
      clearInterval(hold);
    },
  };
}
