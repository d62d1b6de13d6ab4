// Starts a process, runs until SIGTERM or Ctrl-C, and stops within five seconds.
import { DataFolderInUse } from '../../db/embedded/lock.ts';
import { ConfigError } from './config.ts';
import { describeError } from './log.ts';

const LONGEST_STOP_MS = 4_800;
/** A terminal signals the whole process group, and npm passes the signal on: what comes this soon is the same request. */
const REPEATED_WITHIN_MS = 2_000;

/** What a start returns: how to stop, and a promise that resolves if the process cannot continue. */
export type Life = { stop(): Promise<void>; lost: Promise<Error> };

/** Starts, and stops at the first signal. Prints one line if the operator can fix the cause, otherwise the stack. */
export async function run(start: () => Promise<Life>): Promise<void> {
  // By default Node prints an error with all its properties: rows, parameters, responses.
  process.on('uncaughtException', die);
  let life: Life | undefined;
  let stopping = false;
  const end = async () => {
    if (stopping || !life) return;
    stopping = true;
    await life.stop();
    process.exit(0);
  };
  // Kept while the start is still under way: it stops as soon as there is something to stop.
  let askedAt: number | undefined;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (askedAt !== undefined) {
        if (performance.now() - askedAt > REPEATED_WITHIN_MS) leave('at a second signal');
        return;
      }
      askedAt = performance.now();
      setTimeout(leave, LONGEST_STOP_MS, 'after five seconds').unref();
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
