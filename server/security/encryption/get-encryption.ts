import { sql } from 'kysely';
import type { z } from 'zod';
import type { encryption } from '../../../shared/contract/encryption.panel.ts';
import { readMasterFacts } from '../../../shared/security/vault/master-facts.ts';
import type { AdminCall } from '../../call.ts';

const MOST_APPS = 50;

/** The encryption keys in use and their age. */
export async function getEncryption(
  call: AdminCall,
): Promise<z.output<typeof encryption.getEncryption.output>> {
  const { version, since } = await readMasterFacts(call.db);
  const rows = await call.db
    .selectFrom('apps')
    .select(['app_id', 'name', 'key_version', 'other_key_version', 'key_since'])
    .select(['rotation_done', 'rotation_total'])
    .orderBy(sql`other_key_version is null`)
    .orderBy('key_since')
    .orderBy('app_id')
    .limit(MOST_APPS + 1)
    .execute();
  const apps = rows.slice(0, MOST_APPS).map((row) => ({
    app_id: row.app_id,
    name: row.name,
    version: row.key_version,
    since: row.key_since.toISOString(),
    rotation:
      row.other_key_version === null ? null : { done: row.rotation_done ?? 0, total: row.rotation_total },
    lost: !call.appKeys.exists(row.app_id),
  }));
  const master = { version, since, in_environment: call.config.masterKey !== undefined };
  return { master, apps, more: rows.length > MOST_APPS };
}
