import { setTimeout as sleep } from 'node:timers/promises';

/** The longest pause that a robots.txt gets. */
const LONGEST_SECONDS = 30;

export type Pace = {
  /** Waits until the host of an address may be asked again. */
  wait(url: string): Promise<void>;
  /** Pauses longer between requests to a host, as its robots.txt asks. */
  slow(url: string, seconds: number): void;
};

/**
 * The pause between two requests to the same host.
 * @param goesOn an earlier job has asked just now, whichever host it was
 */
export function openPace(delaySeconds: number, goesOn: boolean, signal: AbortSignal): Pace {
  const first = goesOn ? Date.now() + 1_000 * delaySeconds : 0;
  const next = new Map<string, number>();
  const delays = new Map<string, number>();
  return {
    async wait(url) {
      const { host } = new URL(url);
      const pause = (next.get(host) ?? first) - Date.now();
      if (pause > 0) await sleep(pause, undefined, { signal });
      next.set(host, Date.now() + 1_000 * (delays.get(host) ?? delaySeconds));
    },
    slow(url, seconds) {
      const { host } = new URL(url);
      delays.set(host, Math.max(delaySeconds, Math.min(seconds, LONGEST_SECONDS)));
    },
  };
}
