import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from '../../db/database.ts';
import { ConfigError, type Config } from '../config.ts';
import { deriveKey, newKeyBytes, seal, toDataKey, unseal, type DataKey } from './seal.ts';

export type MasterKey = {
  /** Encrypts the bytes of an app's new data key. */
  wrap(keyBytes: Buffer, appId: string): Buffer;
  unwrap(wrapped: Buffer, appId: string): DataKey;
  /** Key under which API keys and session cookies are hashed. */
  hashing: DataKey;
  /** Key under which the panel's own secrets are sealed, such as those of TOTP. */
  sealing: DataKey;
};

const CHECK = 'master_key_check';

/**
 * The key above all keys: MASTER_KEY, or the file `master.key` in DATA_DIR, made (0600) at the first start.
 * A check value in the database proves that it is the key this database was begun with.
 * @throws ConfigError when it is not, or is missing; nothing is changed then
 */
export async function openMasterKey(config: Config, db: Db): Promise<MasterKey> {
  const file = join(config.dataDir, 'master.key');
  const stored = await db.selectFrom('settings').select('value').where('name', '=', CHECK).executeTakeFirst();
  const source = config.masterKey ? 'MASTER_KEY' : `MASTER_KEY (from ${file})`;
  const given =
    config.masterKey ?? (existsSync(file) ? Buffer.from(readFileSync(file, 'utf8'), 'base64') : undefined);
  if (given && given.length !== 32) throw new ConfigError(`${source} must be 32 bytes in base64`);
  if (!given && stored)
    throw new ConfigError(
      `MASTER_KEY is missing: this database was begun with one. Set it, or put ${file} back`,
    );
  const key = given ?? makeKeyFile(file);
  const wrapping = deriveKey(key, 'wrapping');
  if (!stored) {
    // Two processes may start at once with the same key: the first check value stands.
    await db
      .insertInto('settings')
      .values({ name: CHECK, value: seal(wrapping, CHECK, CHECK) })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
  }
  const check = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', CHECK)
    .executeTakeFirstOrThrow();
  try {
    unseal(wrapping, check.value, CHECK);
  } catch {
    throw new ConfigError(`${source} is not the key this database was begun with; nothing was changed`);
  }
  return {
    wrap: (keyBytes, appId) => seal(wrapping, keyBytes, `apps/${appId}`),
    unwrap: (wrapped, appId) => toDataKey(unseal(wrapping, wrapped, `apps/${appId}`)),
    hashing: deriveKey(key, 'hashing'),
    sealing: deriveKey(key, 'sealing'),
  };
}

/** Two processes may start at once on one folder: the first one's key is everybody's. */
function makeKeyFile(file: string): Buffer {
  try {
    const key = newKeyBytes();
    writeFileSync(file, key.toString('base64'), { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return Buffer.from(readFileSync(file, 'utf8'), 'base64');
  }
}
