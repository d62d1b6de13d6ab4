import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db, Tx } from '../../../db/database.ts';
import { ConfigError, type Config } from '../../platform/config.ts';
import { KEYRING, makeKeyring, openKeyring, sealKeyring, sealingOf } from './keyring.ts';
import { writeMasterFacts } from './master-facts.ts';
import { newKeyBytes, seal, toDataKey, unseal } from './seal.ts';

export type MasterKey = {
  /** Key for hashing API keys and session cookies. */
  hashing: KeyObject;
  /** Key for sealing the panel's own secrets, such as those of TOTP. */
  sealing: KeyObject;
  /** Half of the key that wraps an app's data key; the other half is the app's secret file. */
  wrapping: Buffer;
};

export const CHECK = 'master_key_check';
export const masterKeyFile = (config: Config) => join(config.dataDir, 'master.key');
/** Where a rotation stores the next master key before it is active. */
export const nextKeyFile = (config: Config) => join(config.dataDir, 'master.key.next');

/**
 * Opens the master key: MASTER_KEY, or the file `master.key` in DATA_DIR, generated (0600) at the first start. A
 * check value in the database proves that it is the right one.
 * @throws ConfigError if it is wrong or missing; nothing is changed then
 */
export async function openMasterKey(config: Config, db: Db): Promise<MasterKey> {
  const stored = await readSetting(db, CHECK);
  const key = findMasterKey(config, stored) ?? makeKeyFile(masterKeyFile(config));
  if (!stored) {
    // Two processes may start at the same time with the same key: the first check value counts.
    await insertSetting(db, CHECK, sealCheck(key));
    if (!opens(key, (await readSetting(db, CHECK))!)) throw notTheKey(config);
  }
  if (!(await readSetting(db, KEYRING))) {
    const made = makeKeyring();
    await insertSetting(db, KEYRING, sealKeyring(key, made));
    await writeMasterFacts(db, made);
  }

  const keyring = openKeyring(key, (await readSetting(db, KEYRING))!);
  const bytes = (name: 'hashing' | 'sealing' | 'wrapping') => Buffer.from(keyring[name], 'base64');
  return {
    hashing: toDataKey(bytes('hashing')),
    sealing: toDataKey(bytes('sealing')),
    wrapping: bytes('wrapping'),
  };
}

/**
 * The master key of this environment, if there is one.
 * @param check the database's check value, which it must open
 */
export function findMasterKey(config: Config, check: Buffer | undefined): Buffer | undefined {
  const file = masterKeyFile(config);
  const given = config.masterKey ?? readKeyFile(file);
  if (given && given.length !== 32) throw new ConfigError(`${sourceOf(config)} must be 32 bytes in base64`);
  if (!check) return given;
  if (given && opens(given, check)) return given;
  // A rotation was killed after its last statement: the next key is active, but its file is not renamed yet.
  const next = config.masterKey ? undefined : readKeyFile(nextKeyFile(config));
  if (next && opens(next, check)) {
    renameSync(nextKeyFile(config), file);
    return next;
  }
  if (!given)
    throw new ConfigError(
      `MASTER_KEY is missing: this database was created with one. Set it, or restore ${file}`,
    );
  throw notTheKey(config);
}

function notTheKey(config: Config): ConfigError {
  const rotated = config.masterKey && existsSync(nextKeyFile(config));
  return new ConfigError(
    `${sourceOf(config)} is not the key of this database. Nothing was changed` +
      (rotated ? `. If it was rotated, the new key is in ${nextKeyFile(config)}` : ''),
  );
}

const sourceOf = (config: Config) =>
  config.masterKey ? 'MASTER_KEY' : `MASTER_KEY (from ${masterKeyFile(config)})`;

export const sealCheck = (key: Buffer): Buffer => seal(sealingOf(key), CHECK, CHECK);

function opens(key: Buffer, check: Buffer): boolean {
  try {
    return unseal(sealingOf(key), check, CHECK).toString() === CHECK;
  } catch {
    return false;
  }
}

export async function readSetting(db: Db | Tx, name: string): Promise<Buffer | undefined> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

const insertSetting = (db: Db, name: string, value: Buffer) =>
  db
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();

const readKeyFile = (file: string): Buffer | undefined =>
  existsSync(file) ? Buffer.from(readFileSync(file, 'utf8'), 'base64') : undefined;

/** Two processes may start at the same time on one folder: the first one's key is used. */
function makeKeyFile(file: string): Buffer {
  try {
    const key = newKeyBytes();
    writeFileSync(file, key.toString('base64'), { mode: 0o600, flag: 'wx', flush: true });
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readKeyFile(file)!;
  }
}
