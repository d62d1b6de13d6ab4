import { fork, type ChildProcess } from 'node:child_process';
import { ComputeError } from './compute-error.ts';
import type { Reply, Request } from './messages.ts';

export type Child = {
  /** Runs one job. Rejects with ComputeError `out_of_memory` or `crashed` if the process dies. */
  run: (request: Request) => Promise<Reply>;
  /** Kills the process; resolves when it has ended. */
  kill: () => Promise<void>;
  gone: () => boolean;
};

// Passes on only variables that Node itself uses: a hostile file must not find keys.
const environment = ['PATH', 'TZ', 'LANG'];

/**
 * Starts a child process that runs one job after the other. It may read files but neither write them nor start
 * programs, and it does not keep this process alive.
 */
export function startChild(module: URL, memoryMb: number): Child {
  const process = fork(new URL('./child.ts', import.meta.url), [module.href, String(memoryMb * 2)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: Object.fromEntries(
      environment.map((name) => [name, globalThis.process.env[name]]),
    ) as NodeJS.ProcessEnv,
    execArgv: [`--max-old-space-size=${memoryMb}`, '--permission', '--allow-fs-read=*', '--allow-worker'],
  });
  unref(process);
  const lastWords = keepLastWords(process);
  const end = Promise.withResolvers<void>();
  let death: ComputeError | undefined;
  // One job at a time. Its reject is stored here and not in a reaction on `end`, which would keep every reply in
  // memory.
  let failJob: ((reason: ComputeError) => void) | undefined;
  const die = (reason: ComputeError) => {
    death ??= reason;
    failJob?.(death);
    end.resolve();
  };
  process.on('error', (error) => die(new ComputeError('crashed', error)));
  process.on('close', (code, signal) => die(nameDeath(code, signal, lastWords())));

  return {
    run: async (request) => {
      const reply = Promise.withResolvers<Reply>();
      process.once('message', reply.resolve);
      failJob = reply.reject;
      if (death) reply.reject(death);
      // A failed send is either the caller's mistake or a dead child, which `end` reports.
      if (process.connected) process.send(request, (error) => error && process.kill('SIGKILL'));
      try {
        return await reply.promise;
      } finally {
        failJob = undefined;
        process.off('message', reply.resolve);
      }
    },
    kill: async () => {
      process.kill('SIGKILL');
      await end.promise;
    },
    gone: () => !process.connected || process.exitCode !== null || process.signalCode !== null,
  };
}

function unref(process: ChildProcess): void {
  process.unref();
  process.channel?.unref();
  (process.stderr as { unref?: () => void } | null)?.unref?.();
}

/** The last part of the process's stderr. It may quote a document, so it is checked but never logged. */
function keepLastWords(process: ChildProcess): () => string {
  let words = '';
  process.stderr?.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-4000)));
  return () => words;
}

/** A SIGKILL that the pool did not send comes from the watchdog or the system: out of memory in both cases. */
function nameDeath(code: number | null, signal: string | null, words: string): ComputeError {
  if (signal === 'SIGVTALRM') return new ComputeError('overworked');
  const memory =
    signal === 'SIGKILL' || /heap out of memory|heap limit|Array buffer allocation failed/i.test(words);
  return new ComputeError(
    memory ? 'out_of_memory' : 'crashed',
    new Error(`exit code ${code}, signal ${signal}`),
  );
}
