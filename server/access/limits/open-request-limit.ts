// Requests per minute, counted in one row for all processes. A process takes permits in batches of at most 1/150 of
// the limit: about 150 statements a minute per key at most, and never more requests than the limit.
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Db } from '../../../db/database.ts';

export type LimitState = {
  allowed: boolean;
  /** What is left in this minute, as far as this process knows. */
  remaining: number;
  /** Milliseconds until the minute ends and the limit is reset. */
  resetMs: number;
};

type Lease = {
  limit: number;
  /** Unused permits of this process. */
  left: number;
  /** Permits that all processes have taken, at most the limit. */
  taken: number;
  endsAt: number;
  waiting: number;
  refill?: Promise<void>;
};

const BATCHES_A_MINUTE = 150;
const MOST_LEASES = 10_000;

export type RequestLimit = {
  take(appId: string, subject: string, limit: number): Promise<LimitState>;
  /** Returns a permit, if the request was refused for another reason. */
  giveBack(appId: string, subject: string): void;
};

/**
 * A minute starts with the first request after the previous minute, so that never more than `limit` requests pass in
 * it.
 */
export function openRequestLimit(db: Db): RequestLimit {
  const leases = new LRUCache<string, Lease>({ max: MOST_LEASES });
  const fresh = (limit: number): Lease => ({ limit, left: 0, taken: 0, endsAt: 0, waiting: 0 });

  function leaseOf(name: string, limit: number): Lease {
    const known = leases.get(name);
    if (known?.limit === limit) return known;
    const lease = fresh(limit);
    leases.set(name, lease);
    return lease;
  }

  async function refill(lease: Lease, appId: string, subject: string): Promise<void> {
    const wanted = Math.max(batchOf(lease.limit), lease.waiting);
    const isOver = sql`excluded.started_at - request_windows.started_at >= interval '60 seconds'`;
    const { rows } = await sql<{ taken: number; ms_left: number }>`
      with refilled as (
        insert into request_windows (app_id, subject, started_at, taken)
        values (${appId}, ${subject}, now(), ${wanted}::bigint)
        on conflict (app_id, subject) do update set
          started_at = case when ${isOver} then excluded.started_at else request_windows.started_at end,
          taken = case when ${isOver} then excluded.taken else request_windows.taken + excluded.taken end
        returning taken, started_at
      )
      select taken, extract(epoch from started_at + interval '60 seconds' - now())::double precision * 1000 as ms_left
      from refilled`.execute(db);
    const { taken, ms_left } = rows[0]!;
    const granted = Math.max(0, Math.min(wanted, lease.limit - (taken - wanted)));
    const now = performance.now();
    if (now >= lease.endsAt || taken === wanted) lease.left = 0;
    lease.left += granted;
    lease.taken = Math.min(taken, lease.limit);
    lease.endsAt = now + Math.max(1, ms_left);
  }

  const refilled = (lease: Lease, appId: string, subject: string): Promise<void> =>
    (lease.refill ??= refill(lease, appId, subject).finally(() => (lease.refill = undefined)));

  return {
    async take(appId, subject, limit) {
      const lease = leaseOf(`${appId}/${subject}`, limit);
      const standing = (allowed: boolean): LimitState => ({
        allowed,
        remaining: limit - lease.taken + lease.left,
        resetMs: Math.max(0, lease.endsAt - performance.now()),
      });
      for (;;) {
        if (performance.now() < lease.endsAt) {
          if (lease.left > 0) {
            lease.left--;
            // Fetches the next batch before it is needed, so that no request waits for it.
            if (batchOf(limit) >= 4 && lease.left < batchOf(limit) / 2 && lease.taken < limit)
              refilled(lease, appId, subject).catch(() => {});
            return standing(true);
          }
          if (lease.taken >= limit && !lease.refill) return standing(false);
        }
        lease.waiting++;
        await refilled(lease, appId, subject).finally(() => lease.waiting--);
      }
    },
    giveBack(appId, subject) {
      const lease = leases.get(`${appId}/${subject}`);
      if (lease && performance.now() < lease.endsAt) lease.left++;
    },
  };
}

const batchOf = (limit: number): number => Math.max(1, Math.floor(limit / BATCHES_A_MINUTE));
