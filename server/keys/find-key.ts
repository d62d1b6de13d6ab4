import { timingSafeEqual } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { AppsTable, KeysTable } from '../../db/tables/apps.ts';
import { toApp, type App } from '../../shared/app.ts';
import type { Context } from '../../shared/context.ts';
import { fail } from '../../shared/errors.ts';
import { keyedHash } from '../../shared/vault/seal.ts';
import { KEY_SHAPE } from './secret.ts';

export type FoundKey = {
  keyId: string;
  kind: 'secret' | 'publishable';
  scopes: string[];
  allowedOrigins: string[];
  app: App;
};
type Entry = {
  readAt: number;
  found: Promise<(FoundKey & { expiresAt: Date | null; revoked: boolean }) | null>;
};

/** Below one second, so that a revocation is in force everywhere within one. */
const FRESH_MS = 800;
const MOST_ENTRIES = 10_000;
const USED_EVERY_MS = 60_000;

/** Looks keys up, remembering each for less than a second: under load that is one query a key a second. */
export function keyFinder(ctx: Context): (secret: string) => Promise<FoundKey> {
  const entries = new Map<string, Entry>();
  return async (secret) => {
    if (!KEY_SHAPE.test(secret)) fail('malformed_api_key');
    const hash = keyedHash(ctx.masterKey.hashing, secret);
    const name = hash.toString('base64');
    const now = Date.now();
    let entry = entries.get(name);
    if (!entry || now - entry.readAt > FRESH_MS) {
      if (entries.size >= MOST_ENTRIES) entries.clear();
      entry = { readAt: now, found: readKey(ctx, hash) };
      entries.set(name, entry);
      entry.found.catch(() => entries.delete(name));
    }
    const key = await entry.found;
    if (!key) fail('invalid_api_key');
    if (key.revoked) fail('api_key_revoked');
    if (key.expiresAt && key.expiresAt.getTime() <= now) fail('api_key_expired');
    if (key.app.archived) fail('app_archived');
    return key;
  };
}

async function readKey(ctx: Context, hash: Buffer) {
  const { rows } = await sql<Selectable<KeysTable> & { app: Selectable<AppsTable> } & Selectable<AppsTable>>`
    select apps.*, keys.key_id, keys.kind, keys.scopes, keys.allowed_origins, keys.expires_at, keys.revoked_at,
      keys.last_used_at, keys.secret_hash
    from keys join apps on apps.app_id = keys.app_id
    where keys.secret_hash = ${hash}`.execute(ctx.db);
  const row = rows[0];
  if (!row || !timingSafeEqual(row.secret_hash, hash)) return null;
  if (!row.last_used_at || Date.now() - row.last_used_at.getTime() > USED_EVERY_MS)
    noteUse(ctx, row.app_id, row.key_id);
  return {
    keyId: row.key_id,
    kind: row.kind,
    scopes: row.scopes,
    allowedOrigins: row.allowed_origins,
    expiresAt: row.expires_at,
    revoked: row.revoked_at !== null,
    app: toApp(ctx, row),
  };
}

/** `last_used_at` is exact to a minute; nobody waits for it. */
function noteUse(ctx: Context, appId: string, keyId: string): void {
  ctx.db
    .updateTable('keys')
    .set({ last_used_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('key_id', '=', keyId)
    .execute()
    .catch((error) => ctx.log.warn({ err: error }, 'last_used_at'));
}
