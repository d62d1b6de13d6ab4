// Settlements must reach the database, whatever happens to it or to the process in the meantime.
import { isFinal } from './errors.ts';
import type { Log } from './log.ts';

export type Settlements = {
  /**
   * Runs an idempotent settlement. Whatever fails is retried in the background as long as this process lives, unless
   * the database refuses the values; the caller waits a few seconds.
   * @param instead settled in its place if the values are refused
   * @throws what the settlement throws, also if it continues without the caller
   */
  settle<T>(attempt: () => Promise<T>, instead?: () => Promise<T>): Promise<T>;
  /**
   * Registers work before its first row is written, until its settlement has ended: a stopping process waits for it,
   * and nobody else settles it.
   * @returns a function that ends it
   */
  hold(): () => void;
  /** The age of the oldest registered work in milliseconds; 0 without any. */
  oldestMs(): number;
  /** Waits until nothing is registered any more, with a time limit. */
  drain(longestMs: number): Promise<void>;
};

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** How many attempts the caller waits for: about four seconds. */
const PATIENT_TRIES = 4;
/** About once in five minutes. */
const LOGGED_TRIES = 60;

export function openSettlements(log: Log): Settlements {
  let stopped = false;
  const waiting = new Set<() => void>();
  /** Oldest first. By two clocks: one jumps, the other may stop while a machine sleeps. */
  const held = new Set<{ monotonic: number; wall: number }>();
  const hold = () => {
    const work = { monotonic: performance.now(), wall: Date.now() };
    held.add(work);
    return () => {
      if (held.delete(work) && held.size === 0) for (const done of waiting) done();
    };
  };

  async function persist<T>(
    attempt: () => Promise<T>,
    instead: (() => Promise<T>) | undefined,
    impatient: (error: unknown) => void,
  ): Promise<T> {
    let settlement = attempt;
    let other = instead;
    for (let tries = 1; ; tries++) {
      try {
        return await settlement();
      } catch (error) {
        if (stopped) throw error;
        if (isFinal(error)) {
          if (!other) throw error;
          log.error(
            { err: error as Error },
            'the database refused a settlement; settling with our own count',
          );
          settlement = other;
          other = undefined;
          continue;
        }
        if (tries === PATIENT_TRIES) impatient(error);
        if (tries % LOGGED_TRIES === 0)
          log.warn({ err: error as Error, tries }, 'a settlement is still waiting');
        await new Promise((resolve) =>
          setTimeout(resolve, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries)).unref(),
        );
      }
    }
  }

  return {
    hold,
    oldestMs() {
      const [oldest] = held;
      return oldest ? Math.max(performance.now() - oldest.monotonic, Date.now() - oldest.wall) : 0;
    },
    settle(attempt, instead) {
      const done = hold();
      return new Promise((resolve, reject) => {
        let waited = true;
        const impatient = (error: unknown) => {
          waited = false;
          reject(error);
        };
        persist(attempt, instead, impatient)
          .then(resolve, (error: unknown) => {
            // Without a waiting caller, only the log can report it.
            if (!waited) log.error({ err: error as Error }, 'a settlement failed');
            reject(error);
          })
          .finally(done);
      });
    },
    async drain(longestMs) {
      if (held.size > 0)
        await new Promise<void>((resolve) => {
          waiting.add(resolve);
          setTimeout(resolve, longestMs);
        });
      stopped = true;
    },
  };
}
