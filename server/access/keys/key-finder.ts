import { timingSafeEqual } from 'node:crypto';
import { sql, type RawBuilder, type Selectable } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { AppsTable, KeysTable } from '../../../db/tables/apps.ts';
import { cappedSql, toApp, type App } from '../../../shared/tenancy/app.ts';
import type { Filter } from '../../../shared/contract/filter.ts';
import type { Limits } from '../../../shared/contract/keys.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import { KEY_SHAPE } from './secret.ts';

export type FoundKey = {
  keyId: string;
  kind: 'secret' | 'publishable';
  scopes: string[];
  allowedOrigins: string[];
  limits: Limits;
  filter: Filter | undefined;
  app: App;
};
/** Ends in the time of performance.now(): the database says how long it is until then, so that all processes agree. */
type Read = FoundKey & { revoked: boolean; expiresAt: number; worksUntil: number };

/** Below one second, so that a revocation takes effect within a second. */
const FRESH_MS = 800;
const MOST_ENTRIES = 10_000;
const USED_EVERY = sql`interval '1 minute'`;

/**
 * Looks up keys and caches each for less than a second: under load, one query per key and second. The app of a key never
 * changes, so it is remembered: with Citus, only the first lookup asks all machines.
 */
export function keyFinder(ctx: Context): (secret: string) => Promise<FoundKey> {
  const reads = new LRUCache<string, Promise<Read | null>>({ max: MOST_ENTRIES, ttl: FRESH_MS });
  const apps = new LRUCache<string, string>({ max: MOST_ENTRIES });
  return async (secret) => {
    if (!KEY_SHAPE.test(secret)) fail('malformed_api_key');
    const hash = keyedHash(ctx.masterKey.hashing, secret);
    const name = hash.toString('base64');
    let read = reads.get(name);
    if (!read) {
      read = readKey(ctx, hash, apps.get(name));
      reads.set(name, read);
      read.catch(() => reads.delete(name));
    }
    const key = await read;
    if (!key) fail('invalid_api_key');
    apps.set(name, key.app.appId);
    if (key.revoked) fail('api_key_revoked');
    const now = performance.now();
    if (key.worksUntil <= now) fail('api_key_rotated');
    if (key.expiresAt <= now) fail('api_key_expired');
    if (key.app.archived) fail('app_archived');
    return key;
  };
}

type Row = Selectable<AppsTable> &
  Selectable<KeysTable> & {
    expires_in: number | null;
    works_for: number | null;
    unnoted: boolean;
    key_limits: Limits;
    capped: boolean;
  };

const msUntil = (moment: RawBuilder<unknown>) =>
  sql`extract(epoch from ${moment} - now())::double precision * 1000`;

async function readKey(ctx: Context, hash: Buffer, appId: string | undefined): Promise<Read | null> {
  const asked = performance.now();
  const ofApp = appId === undefined ? sql`` : sql`and app_id = ${appId}`;
  const { rows } = await sql<Row>`
    select apps.*, ${cappedSql} as capped, keys.key_id, keys.kind, keys.scopes, keys.allowed_origins, keys.filter, keys.revoked_at,
      ${msUntil(sql`keys.expires_at`)} as expires_in, ${msUntil(sql`presented.works_until`)} as works_for, presented.secret_hash,
      coalesce(keys.last_used_at < now() - ${USED_EVERY}, true) as unnoted,
      json_build_object('requests_per_minute', keys.requests_per_minute,
        'concurrent_streams', keys.concurrent_streams, 'tokens_per_day', keys.tokens_per_day) as key_limits
    from (
      select app_id, key_id, secret_hash, null::timestamptz as works_until from keys where secret_hash = ${hash} ${ofApp}
      union all
      select app_id, key_id, secret_hash, works_until from rotated_secrets where secret_hash = ${hash} ${ofApp}
    ) presented
    join keys on keys.app_id = presented.app_id and keys.key_id = presented.key_id
    join apps on apps.app_id = keys.app_id`.execute(ctx.db);
  const row = rows[0];
  if (!row && appId !== undefined) return readKey(ctx, hash, undefined);
  if (!row || !timingSafeEqual(row.secret_hash, hash)) return null;
  if (row.unnoted) noteUse(ctx, row.app_id, row.key_id);
  return {
    keyId: row.key_id,
    kind: row.kind,
    scopes: row.scopes,
    allowedOrigins: row.allowed_origins,
    expiresAt: asked + (row.expires_in ?? Infinity),
    revoked: row.revoked_at !== null,
    worksUntil: asked + (row.works_for ?? Infinity),
    limits: row.key_limits,
    filter: (row.filter as Filter | null) ?? undefined,
    app: toApp(ctx, row),
  };
}

/** `last_used_at` is exact to a minute. Nobody waits for it. */
function noteUse(ctx: Context, appId: string, keyId: string): void {
  ctx.db
    .updateTable('keys')
    .set({ last_used_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('key_id', '=', keyId)
    .execute()
    .catch((error) => ctx.log.warn({ err: error }, 'last_used_at'));
}
