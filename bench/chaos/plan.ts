// What goes wrong and when: the same seed makes the same plan.
import { seeded } from '../corpus.ts';

export const FAULTS = [
  'an API process is killed',
  'a worker is killed',
  'an API process is halted',
  'a worker is halted',
  'connections to the database are cut',
  'connections to the database are half-open',
  'the database does not answer',
  'the database is away',
  'the model server refuses',
  'the model server stalls',
  'the model server cuts off',
  'the disk is full',
  'a clock is set',
] as const;

export type Fault = {
  what: (typeof FAULTS)[number];
  /** Since the start. */
  atMs: number;
  forMs: number;
  /** In [0, 1): which process, and how far a clock is set. */
  choice: number;
};

const SHORTEST_GAP_MS = 2_000;
const LONGEST_GAP_MS = 7_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 10_000;
/** Silent for so long, a process counts as dead; then it goes on. */
const TOO_LONG_MS = 40_000;
const CAN_BE_TOO_LONG = /halted|half-open/;

/**
 * Every fault comes once before one comes again, however short the time is.
 * @param without faults that cannot be made here
 */
export function planFaults(seed: number, ms: number, without: readonly Fault['what'][] = []): Fault[] {
  const random = seeded(seed);
  const kinds = FAULTS.filter((what) => !without.includes(what));
  const between = (least: number, most: number) => least + random() * (most - least);
  const slower = Math.min(1, ms / (kinds.length * LONGEST_GAP_MS));
  const plan: Fault[] = [];
  for (let round = [...kinds], atMs = 0; ;) {
    atMs += between(SHORTEST_GAP_MS, LONGEST_GAP_MS) * slower;
    if (atMs >= ms) return plan;
    if (round.length === 0) round = [...kinds];
    const [what] = round.splice(Math.floor(random() * round.length), 1);
    const tooLong = CAN_BE_TOO_LONG.test(what!) && random() < 0.3 && atMs + TOO_LONG_MS < ms;
    const forMs = tooLong ? TOO_LONG_MS : between(SHORTEST_MS, LONGEST_MS) * slower;
    plan.push({ what: what!, atMs, forMs, choice: random() });
  }
}
