// Requests a minute, counted in one row for all processes. A process takes permits in batches of at most 1/150 of the
// limit and serves from them: at most some 150 statements a minute for a key, and never more than the limit let through.
import { sql } from 'kysely';
import type { Db } from '../../../db/database.ts';

export type Standing = {
  allowed: boolean;
  /** What is left of the minute, as far as this process knows. */
  remaining: number;
  /** Until the minute ends and all is given again. */
  resetMs: number;
};

type Lease = {
  limit: number;
  /** Permits this process has taken and not used. */
  left: number;
  /** What all processes together have taken, at most the limit. */
  taken: number;
  endsAt: number;
  waiting: number;
  refill?: Promise<void>;
};

const BATCHES_A_MINUTE = 150;
const MOST_LEASES = 10_000;

export type RequestLimit = {
  take(appId: string, subject: string, limit: number): Promise<Standing>;
  /** Takes back a permit of a request that was refused for another reason. */
  giveBack(appId: string, subject: string): void;
};

/** A minute begins with the first request after the last minute has ended: none of `limit` + 1 in it passes. */
export function openRequestLimit(db: Db): RequestLimit {
  const leases = new Map<string, Lease>();
  const fresh = (limit: number): Lease => ({ limit, left: 0, taken: 0, endsAt: 0, waiting: 0 });

  function leaseOf(name: string, limit: number): Lease {
    const known = leases.get(name);
    if (known?.limit === limit) return known;
    if (leases.size >= MOST_LEASES)
      for (const [old, { endsAt, refill }] of leases)
        if (endsAt < performance.now() && !refill) leases.delete(old);
    const lease = fresh(limit);
    leases.set(name, lease);
    return lease;
  }

  async function refill(lease: Lease, appId: string, subject: string): Promise<void> {
    const wanted = Math.max(batchOf(lease.limit), lease.waiting);
    const { rows } = await sql<{ taken: number; ms_left: number }>`
      insert into request_windows (app_id, subject, started_at, taken)
      values (${appId}, ${subject}, now(), ${wanted}::bigint)
      on conflict (app_id, subject) do update set
        started_at = case when request_windows.started_at <= now() - interval '60 seconds'
          then excluded.started_at else request_windows.started_at end,
        taken = case when request_windows.started_at <= now() - interval '60 seconds'
          then excluded.taken else request_windows.taken + excluded.taken end
      returning taken, extract(epoch from started_at + interval '60 seconds' - now())::double precision * 1000 as ms_left`.execute(
      db,
    );
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
      const standing = (allowed: boolean): Standing => ({
        allowed,
        remaining: limit - lease.taken + lease.left,
        resetMs: Math.max(0, lease.endsAt - performance.now()),
      });
      for (;;) {
        if (performance.now() < lease.endsAt) {
          if (lease.left > 0) {
            lease.left--;
            // The next batch is fetched before it is needed, so that nobody waits for it.
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
