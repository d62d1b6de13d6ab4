import type { Insertable, Selectable } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { KeysTable } from '../../../db/tables/apps.ts';
import type { CreateKey } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { Call } from '../../call.ts';
import { toLimits } from '../../../shared/access/limits.ts';
import { newSecret, prefixOf } from './secret.ts';

/** Creates a key. Its secret is in the answer and nowhere else: only a keyed hash is stored. */
export async function createKey(call: Call, input: CreateKey) {
  const secret = newSecret(input.kind);
  const row = await insertKey(call, call.db, call.app.appId, input, secret);
  return { key: toKey(row), secret };
}

/** Stores a key with a secret that is already known: a new one, or the operator's BOOTSTRAP_API_KEY. */
export const insertKey = (ctx: Context, db: Db | Tx, appId: string, input: CreateKey, secret: string) =>
  db
    .insertInto('keys')
    .values({
      app_id: appId,
      key_id: newId('key'),
      name: input.name,
      kind: input.kind,
      prefix: prefixOf(secret),
      secret_hash: keyedHash(ctx.masterKey.hashing, secret),
      scopes: [...new Set(input.scopes)],
      allowed_origins: [...new Set(input.allowed_origins)],
      expires_at: input.expires_at ?? null,
      ...input.limits,
    } satisfies Insertable<KeysTable>)
    .returningAll()
    .executeTakeFirstOrThrow();

/** A key as the panel shows it: everything but its hash. */
export const toKey = (row: Selectable<KeysTable>) => ({
  key_id: row.key_id,
  name: row.name,
  kind: row.kind,
  prefix: row.prefix,
  scopes: row.scopes,
  allowed_origins: row.allowed_origins,
  expires_at: row.expires_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  rotated_at: row.rotated_at?.toISOString() ?? null,
  limits: toLimits(row),
  created_at: row.created_at.toISOString(),
});
