import { sql } from 'kysely';
import type { RotateKey } from '../../../shared/contract/keys.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { AppCall } from '../../call.ts';
import { toKey } from './to-key.ts';
import { newSecret, prefixOf } from './secret.ts';

/**
 * Gives a key a new secret, shown once. The old one works during the overlap and is then refused as rotated. Secrets
 * of earlier rotations end at the same time at the latest.
 * @throws key_not_found; invalid_request for a revoked key
 */
export async function rotateKey(call: AppCall, { key_id, overlap_hours }: RotateKey) {
  const { appId } = call.app;
  return call.db.transaction().execute(async (tx) => {
    const old = await tx
      .selectFrom('keys')
      .selectAll()
      .where('app_id', '=', appId)
      .where('key_id', '=', key_id)
      .forUpdate()
      .executeTakeFirst();
    if (!old) fail('key_not_found');
    if (old.revoked_at) fail('invalid_request', 'A revoked key cannot be rotated: create a new one.');
    const { rows } = await sql<{ works_until: Date }>`
      select now() + make_interval(hours => ${overlap_hours}) as works_until`.execute(tx);
    const { works_until } = rows[0]!;
    await tx
      .updateTable('rotated_secrets')
      .set({ works_until: sql`least(works_until, ${works_until}::timestamptz)` })
      .where('app_id', '=', appId)
      .where('key_id', '=', key_id)
      .execute();
    await tx
      .insertInto('rotated_secrets')
      .values({ app_id: appId, key_id, secret_hash: old.secret_hash, works_until })
      .execute();
    const secret = newSecret(old.kind);
    const row = await tx
      .updateTable('keys')
      .set({
        secret_hash: keyedHash(call.masterKey.hashing, secret),
        prefix: prefixOf(secret),
        publishable_key: old.kind === 'publishable' ? secret : null,
        rotated_at: sql`now()`,
      })
      .where('app_id', '=', appId)
      .where('key_id', '=', key_id)
      .returningAll()
      .executeTakeFirstOrThrow();
    return { key: toKey(row), secret, old_works_until: works_until.toISOString() };
  });
}
