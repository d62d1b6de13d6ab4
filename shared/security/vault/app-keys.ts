// The data keys of apps. In the database, each is wrapped by the master key and by a secret file of the app outside
// the database: without that file, the key is lost in every backup of the database too.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import type { Selectable } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { AppsTable } from '../../../db/tables/apps.ts';
import type { MasterKey } from './master-key.ts';
import { deriveKey, newKeyBytes, seal, toDataKey, unseal, type KeyRing } from './seal.ts';

type KeyColumns = Pick<
  Selectable<AppsTable>,
  'app_id' | 'wrapped_key' | 'key_version' | 'other_wrapped_key' | 'other_key_version'
>;

export type AppKeys = {
  /** A new wrapped key of an app. The first one creates the app's secret file. */
  wrap(appId: string, version: number, bytes?: Buffer): Buffer;
  /** An app's key ring. All users of the app share it; it is updated when a later row is read. */
  open(row: KeyColumns): KeyRing;
  exists(appId: string): boolean;
  /** Deletes an app's secret file, which makes everything sealed with its keys unreadable, including copies. */
  destroy(appId: string): Promise<void>;
  /** The apps with more than one key in this process. */
  rotating(): string[];
};

const MOST_KEPT = 50_000;

export function openAppKeys(folder: string, masterKey: Pick<MasterKey, 'wrapping'>): AppKeys {
  const fileOf = (appId: string) => join(folder, `${appId}.key`);
  const kept = new LRUCache<string, { step: number; wrapping: KeyObject; ring: KeyRing }>({ max: MOST_KEPT });
  const placeOf = (appId: string, version: number) => `apps/${appId}/${version}`;
  const wrappingOf = (appId: string, secret: Buffer) =>
    deriveKey(masterKey.wrapping, `apps/${appId}`, secret);
  return {
    wrap(appId, version, bytes = newKeyBytes()) {
      const wrapping = wrappingOf(appId, readSecret(fileOf(appId)) ?? makeSecret(folder, fileOf(appId)));
      return seal(wrapping, bytes, placeOf(appId, version));
    },
    open(row) {
      const { app_id: appId, key_version: version, other_key_version: other } = row;
      const step = stepOf(row);
      let entry = kept.get(appId);
      if (entry && entry.step >= step) return entry.ring;
      if (!entry) {
        const secret = readSecret(fileOf(appId));
        if (!secret) throw new Error(`the key of ${appId} is not in APP_KEYS_DIR (${folder})`);
        entry = { step, wrapping: wrappingOf(appId, secret), ring: { version, keys: new Map() } };
        kept.set(appId, entry);
      }
      const { wrapping, ring } = entry;
      const unwrap = (wrapped: Buffer, of: number) =>
        ring.keys.get(of) ?? toDataKey(unseal(wrapping, wrapped, placeOf(appId, of)));
      const keys = new Map([[version, unwrap(row.wrapped_key, version)]]);
      if (other !== null) keys.set(other, unwrap(row.other_wrapped_key!, other));
      Object.assign(ring, { version, keys });
      entry.step = step;
      return ring;
    },
    exists: (appId) => existsSync(fileOf(appId)),
    async destroy(appId) {
      kept.delete(appId);
      await rm(fileOf(appId), { force: true });
      const directory = await open(folder).catch(() => undefined);
      try {
        await directory?.sync();
      } finally {
        await directory?.close();
      }
    },
    rotating: () => [...kept.entries()].filter(([, { ring }]) => ring.keys.size > 1).map(([appId]) => appId),
  };
}

/** A counter of rotation steps: a row that was read earlier and arrives later changes nothing. */
const stepOf = ({ key_version, other_key_version: other }: KeyColumns): number =>
  key_version * 3 + (other === null ? 0 : Math.sign(other - key_version));

const readSecret = (file: string): Buffer | undefined =>
  existsSync(file) ? Buffer.from(readFileSync(file, 'utf8'), 'base64') : undefined;

/** On disk when this returns. If two processes create it at the same time, the first one's is used. */
function makeSecret(folder: string, file: string): Buffer {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const secret = newKeyBytes();
    writeFileSync(file, secret.toString('base64'), { mode: 0o600, flag: 'wx', flush: true });
    const directory = openSync(folder, 'r');
    fsyncSync(directory);
    closeSync(directory);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readSecret(file)!;
  }
}
