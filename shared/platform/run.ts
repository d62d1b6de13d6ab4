// Starts a process, runs until SIGTERM or Ctrl-C, and stops within five seconds.
import { DataFolderInUse } from '../../db/embedded/lock.ts';
import { ConfigError } from './config.ts';
import { describeError } from './log.ts';

const LONGEST_STOP_MS = 4_800;
/** A terminal signals the whole process group, and npm passes the signal on: what comes this soon is the same request. */
const REPEATED_WITHIN_MS = 2_000;

export type Life = {
  /** @param hurry aborted when what is being done is no longer waited for */
  stop(hurry: AbortSignal): Promise<void>;
  /** How long a stop may wait for that; default: not at all. */
  drainMs?: number;
  /** Resolves if the process cannot continue. */
  lost: Promise<Error>;
};

/**
 * Starts, and stops at the first signal: SIGTERM of a supervisor waits for `drainMs`, Ctrl-C and a second signal do not.
 * Prints one line if the operator can fix the cause, otherwise the stack.
 */
export async function run(start: () => Promise<Life>): Promise<void> {
  // By default Node prints an error with all its properties: rows, parameters, responses.
  process.on('uncaughtException', die);
  let life: Life | undefined;
  let stopping = false;
  const end = async () => {
    if (stopping || !life) return;
    stopping = true;
    await life.stop(hurry.signal);
    process.exit(0);
  };
  // Kept while the start is still under way: it stops as soon as there is something to stop.
  let askedAt: number | undefined;
  const hurry = new AbortController();
  hurry.signal.addEventListener('abort', () => {
    askedAt = performance.now();
    setTimeout(leave, LONGEST_STOP_MS, 'after five seconds').unref();
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (askedAt !== undefined && performance.now() - askedAt <= REPEATED_WITHIN_MS) return;
      if (hurry.signal.aborted) leave('at a second signal');
      const drainMs = signal === 'SIGTERM' && askedAt === undefined ? (life?.drainMs ?? 0) : 0;
      askedAt = performance.now();
      if (drainMs === 0) hurry.abort();
      else setTimeout(() => hurry.abort(), drainMs).unref();
      end().catch(die);
    });
  try {
    life = await start();
    life.lost.then((reason) => {
      process.stderr.write(
        `Docent must stop: the embedded database has failed (${reason.message}). Start it again.\n`,
      );
      process.exit(1);
    }, die);
    if (askedAt !== undefined) await end();
  } catch (error) {
    die(error);
  }
}

/** Ends a stop that takes too long; the next start settles what it left open. */
function leave(when: string): never {
  process.stderr.write(`Docent was still stopping and ended ${when}: the next start settles what is open.\n`);
  process.exit(1);
}

function die(error: unknown): never {
  const known = error instanceof ConfigError || error instanceof DataFolderInUse;
  const refused = (error as { code?: string }).code === 'EADDRINUSE';
  const message = refused
    ? `PORT ${(error as { port?: number }).port} is already in use. Stop the other program, or set another PORT`
    : (error as Error).message;
  process.stderr.write(
    known || refused ? `Docent cannot start: ${message}\n` : `${describeError(error).stack}\n`,
  );
  process.exit(1);
}
