import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '../../../db/database.ts';

/** The longest pause that a robots.txt gets. */
const LONGEST_SECONDS = 30;

export type Pace = {
  /** Waits until the host of an address may be asked again. */
  wait(url: string): Promise<void>;
  /** Pauses longer between requests to a host, as its robots.txt asks. */
  slow(url: string, seconds: number): void;
};

/**
 * The pause between two requests to the same host, kept by all sources and processes together.
 * @param db of the installation, not of an app
 */
export function openPace(db: Db, delaySeconds: number, signal: AbortSignal): Pace {
  const delays = new Map<string, number>();
  return {
    async wait(url) {
      const { host } = new URL(url);
      const pauseMs = await takeTurn(db, host, delays.get(host) ?? delaySeconds);
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal });
    },
    slow(url, seconds) {
      const { host } = new URL(url);
      delays.set(host, Math.max(delaySeconds, Math.min(seconds, LONGEST_SECONDS)));
    },
  };
}

/** Takes the next turn at a host, and keeps it free for a while after that. @returns milliseconds until the turn */
async function takeTurn(db: Db, host: string, delaySeconds: number): Promise<number> {
  const hash = createHash('sha256').update(host).digest('hex');
  const delay = sql`make_interval(secs => ${delaySeconds}::float8)`;
  const { rows } = await sql<{ pause_ms: number }>`
    insert into paces (host_hash, next_at) values (${hash}, now() + ${delay})
    on conflict (host_hash) do update set next_at = greatest(paces.next_at, now()) + ${delay}
    returning (extract(epoch from next_at - ${delay} - now()) * 1000)::float8 as pause_ms`.execute(db);
  return rows[0]!.pause_ms;
}
