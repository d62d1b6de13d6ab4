import type { Insertable } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { KeysTable } from '../../../db/tables/apps.ts';
import type { CreateKey } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import { prefixOf } from './secret.ts';

/** Stores a key with a given secret: a new one, or the operator's BOOTSTRAP_API_KEY. */
export const insertKey = (ctx: Context, db: Db | Tx, appId: string, input: CreateKey, secret: string) =>
  db
    .insertInto('keys')
    .values({
      app_id: appId,
      key_id: newId('key'),
      name: input.name,
      kind: input.kind,
      prefix: prefixOf(secret),
      publishable_key: input.kind === 'publishable' ? secret : null,
      secret_hash: keyedHash(ctx.masterKey.hashing, secret),
      scopes: [...new Set(input.scopes)],
      allowed_origins: [...new Set(input.allowed_origins)],
      expires_at: input.expires_at ?? null,
      filter: input.filter ? JSON.stringify(input.filter) : null,
      ...input.limits,
    } satisfies Insertable<KeysTable>)
    .returningAll()
    .executeTakeFirstOrThrow();
