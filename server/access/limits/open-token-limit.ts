// Tokens per day (UTC), from the ledger. Open rows count with the expected amount.
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Db } from '../../../db/database.ts';

const FRESH_MS = 1_000;
const MOST_KNOWN = 10_000;
/** Assumed tokens of a call that was admitted since the ledger was last read. */
const EXPECTED_TOKENS = 8_000;

export type TokenLimit = (appId: string, keyId: string | null, limit: number) => Promise<boolean>;

/** @returns whether tokens are left for the day; near the limit, the ledger is read before each call */
export function openTokenLimit(db: Db): TokenLimit {
  const known = new LRUCache<string, { used: number }>({ max: MOST_KNOWN, ttl: FRESH_MS });
  return async (appId, keyId, limit) => {
    const name = `${appId}/${keyId}`;
    let entry = known.get(name);
    if (!entry || entry.used + EXPECTED_TOKENS > limit) {
      entry = { used: await readUsed(db, appId, keyId) };
      known.set(name, entry);
    }
    if (entry.used >= limit) return false;
    entry.used += EXPECTED_TOKENS;
    return true;
  };
}

async function readUsed(db: Db, appId: string, keyId: string | null): Promise<number> {
  const { rows } = await sql<{ used: number }>`
    select coalesce(sum(input_tokens + output_tokens), 0)::bigint as used from ledger
    where app_id = ${appId} and opened_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'
      and (${keyId}::text is null or key_id = ${keyId}::text)`.execute(db);
  return rows[0]!.used;
}

/** Seconds until the next day starts. */
export const untilTomorrow = (now = Date.now()): number =>
  Math.ceil((86_400_000 - (now % 86_400_000)) / 1000);
