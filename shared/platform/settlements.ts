// Settlements must reach the database, whatever happens to it or to the process in the meantime.
import { publicError } from './errors.ts';
import type { Log } from './log.ts';

export type Settlements = {
  /**
   * Runs an idempotent settlement. If the database is down, it is retried in the background as long as this process
   * lives; the caller waits a few seconds.
   * @throws what the settlement throws; database_unavailable if it continues without the caller
   */
  settle<T>(attempt: () => Promise<T>): Promise<T>;
  /**
   * Registers work that will end in a settlement, so that a stopping process waits for it.
   * @returns a function that ends it
   */
  hold(): () => void;
  /** Waits until nothing is registered any more, with a time limit. */
  drain(longestMs: number): Promise<void>;
};

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** How many attempts the caller waits for: about four seconds. */
const PATIENT_TRIES = 4;

export function openSettlements(log: Log): Settlements {
  let active = 0;
  let stopped = false;
  const waiting = new Set<() => void>();
  const release = () => {
    active--;
    if (active === 0) for (const done of waiting) done();
  };
  const hold = () => {
    active++;
    let open = true;
    return () => {
      if (open) release();
      open = false;
    };
  };

  async function persist<T>(attempt: () => Promise<T>, impatient: (error: unknown) => void): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await attempt();
      } catch (error) {
        if (stopped || publicError(error).code !== 'database_unavailable') throw error;
        if (tries === PATIENT_TRIES) impatient(error);
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)).unref(),
        );
      }
    }
  }

  return {
    hold,
    settle(attempt) {
      const done = hold();
      return new Promise((resolve, reject) => {
        let waited = true;
        const impatient = (error: unknown) => {
          waited = false;
          reject(error);
        };
        persist(attempt, impatient)
          .then(resolve, (error: unknown) => {
            // Without a waiting caller, only the log can report it.
            if (!waited) log.error({ err: error as Error }, 'a settlement failed');
            reject(error);
          })
          .finally(done);
      });
    },
    async drain(longestMs) {
      if (active > 0)
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          setTimeout(resolve, longestMs);
        });
      stopped = true;
    },
  };
}
