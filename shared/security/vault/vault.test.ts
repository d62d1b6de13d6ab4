import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../../db/connect.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { copySeeded } from '../../../test/seeded.ts';
import { beginAudit } from '../audit/append-entry.ts';
import { readConfig, type Config } from '../../platform/config.ts';
import { createContext } from '../../context.ts';
import { openAppKeys } from './app-keys.ts';
import { blobStore } from './blobs.ts';
import { folderStore } from './files/folder-store.ts';
import { openMasterKey } from './master-key.ts';
import { rotateMasterKey } from './rotate-master-key.ts';
import { newKeyBytes, seal, toDataKey, unseal, writingKey } from './seal.ts';
import { keyIdOf, openSigningKey, verifySignature } from './signing-key.ts';

const newDataKey = () => toDataKey(newKeyBytes());
const folder = () => mkdtempSync(join(tmpdir(), 'docent-vault-'));

describe('a sealed value', () => {
  const key = newDataKey();
  const sealed = seal(key, 'grüße', 'messages/app_1/msg_1');

  test('opens with its key in its place, and is never the same twice', () => {
    expect(unseal(key, sealed, 'messages/app_1/msg_1').toString()).toBe('grüße');
    expect(seal(key, 'grüße', 'messages/app_1/msg_1')).not.toEqual(sealed);
    expect(sealed.includes('grüße')).toBe(false);
  });
  test.each([
    ['another key', () => unseal(newDataKey(), sealed, 'messages/app_1/msg_1')],
    ['another place', () => unseal(key, sealed, 'messages/app_1/msg_2')],
    [
      'a changed bit',
      () =>
        unseal(
          key,
          Buffer.from(sealed.map((byte, place) => (place === sealed.length - 1 ? byte ^ 1 : byte))),
          'messages/app_1/msg_1',
        ),
    ],
    [
      'an unknown version',
      () => unseal(key, Buffer.concat([Buffer.of(9), sealed.subarray(1)]), 'messages/app_1/msg_1'),
    ],
  ])('does not open with %s', (_name, open) => {
    expect(open).toThrow();
  });
});

describe('a blob', () => {
  const root = folder();
  const store = blobStore(folderStore(root));
  const place = { appId: 'app_1', blobId: 'blob_1', key: newDataKey() };

  test.each([0, 1, 65_536, 3_000_000])(
    'of %i bytes comes back as it was, and is not readable on the disk',
    async (size) => {
      const at = { ...place, blobId: `blob_${size}` };
      const content = Buffer.alloc(size, 'a canary in the coal mine ');
      const looked: Buffer[] = [];
      const look = async (head: Buffer) => void looked.push(head);
      const written = await store.write(at, Readable.from([content]), 10_000_000, look);
      expect(written.bytes).toBe(size);
      expect(looked).toEqual([content.subarray(0, 65_536)]);
      expect((await buffer(await store.read(at))).equals(content)).toBe(true);
      expect(readFileSync(join(root, 'app_1', at.blobId)).includes('canary')).toBe(false);
      expect(statSync(join(root, 'app_1', at.blobId)).mode & 0o777).toBe(0o600);
    },
  );
  test('whose beginning is not wanted is read no further, and leaves nothing', async () => {
    const at = { ...place, blobId: 'blob_unwanted' };
    let read = 0;
    const source = Readable.from(
      (function* () {
        for (; read < 1_000; read++) yield Buffer.alloc(10_000);
      })(),
    );
    const refuse = async () => Promise.reject(new Error('unwanted'));
    await expect(store.write(at, source, Infinity, refuse)).rejects.toThrow('unwanted');
    expect(read).toBeLessThan(100);
    expect(existsSync(join(root, 'app_1', at.blobId))).toBe(false);
  });
  test('that was changed on the disk is an error when it is read', async () => {
    const at = { ...place, blobId: 'blob_changed' };
    await store.write(at, Readable.from([Buffer.from('original')]), 1_000);
    const path = join(root, 'app_1', 'blob_changed');
    const bytes = readFileSync(path);
    bytes[14]! ^= 1;
    writeFileSync(path, bytes);
    await expect(store.read(at).then(buffer)).rejects.toThrow();
    await expect(store.write(at, Readable.from(['again']), 1_000)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(existsSync(path)).toBe(true);
  });
  test('that is too large is refused and leaves nothing behind', async () => {
    const at = { ...place, blobId: 'blob_large' };
    await expect(
      store.write(at, Readable.from([Buffer.alloc(600), Buffer.alloc(600)]), 1_000),
    ).rejects.toThrow(/larger than/);
    expect(readdirSync(join(root, 'app_1'))).not.toContain('blob_large');
  });
  test('whose source fails before the file is there leaves nothing behind', async () => {
    const files = folderStore(root);
    const fail = async function* (): AsyncGenerator<Buffer> {
      throw new Error('gone');
    };
    const all = Array.from({ length: 40 }, (_, place) =>
      files.put({ appId: 'app_gone', blobId: `blob_${place}` }, fail(), Infinity),
    );
    for (const outcome of await Promise.allSettled(all)) expect(outcome.status).toBe('rejected');
    expect(readdirSync(join(root, 'app_gone'))).toEqual([]);
  });
  test('whose last bytes the disk refuses is an error, not a success', async () => {
    // A limit on the size of files stands for a full disk; it needs a process of its own.
    const script = `
      import { Readable } from 'node:stream';
      import { blobStore } from ${JSON.stringify(new URL('./blobs.ts', import.meta.url).href)};
      import { folderStore } from ${JSON.stringify(new URL('./files/folder-store.ts', import.meta.url).href)};
      import { newKeyBytes, toDataKey } from ${JSON.stringify(new URL('./seal.ts', import.meta.url).href)};
      process.on('SIGXFSZ', () => {});
      const place = { appId: 'app_full', blobId: 'blob', key: toDataKey(newKeyBytes()) };
      await blobStore(folderStore(${JSON.stringify(root)}))
        .write(place, Readable.from([Buffer.alloc(1024 - 24)]), 1e6)
        .then(() => console.log('success'), (error) => console.log(error.code));`;
    // Compiled code, which Node would keep, is larger than that, too.
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', 'ulimit -f 1; exec "$0" --input-type=module-typescript -e "$1"', process.execPath, script],
      { env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' } },
    );
    expect(stdout.trim()).toBe('EFBIG');
    expect(existsSync(join(root, 'app_full', 'blob'))).toBe(false);
  });
  test('can be removed twice', async () => {
    await store.remove('app_1', 'blob_1');
    await store.remove('app_1', 'blob_1');
    await expect(store.read(place)).rejects.toThrow();
  });
});

describe('the master key', () => {
  let database: TestDatabase;
  let connection: Connection;
  /** Where its key is, from the first test on. */
  let home: Config;
  beforeAll(async () => {
    home = readConfig({ DATA_DIR: folder() });
    database = await createTestDatabase();
    connection = await database.connect();
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  test('is made once, kept readable to its owner only, and known again; any other is refused with one line', async () => {
    const config = home;
    const first = await openMasterKey(config, connection.db);
    expect(statSync(join(config.dataDir, 'master.key')).mode & 0o777).toBe(0o600);
    const again = await openMasterKey(config, connection.db);
    expect(again.hashing.export()).toEqual(first.hashing.export());
    expect(again.wrapping).toEqual(first.wrapping);

    const other = readConfig({ DATA_DIR: folder(), MASTER_KEY: Buffer.alloc(32, 1).toString('base64') });
    await expect(openMasterKey(other, connection.db)).rejects.toThrow(
      /^MASTER_KEY is not the key of this database/,
    );
    const missing = readConfig({ DATA_DIR: folder() });
    await expect(openMasterKey(missing, connection.db)).rejects.toThrow(/^MASTER_KEY is missing/);
    expect(readdirSync(missing.dataDir)).toEqual([]);
  });

  test('is rotated so that a kill at any moment leaves one that opens, and the old one opens nothing', async () => {
    const { db } = connection;
    const config = home;
    const file = join(config.dataDir, 'master.key');
    const first = await openMasterKey(config, db);
    const signing = await openSigningKey(db, first);
    await beginAudit({ db, signing });
    const before = readFileSync(file, 'utf8');

    const stored = () => db.selectFrom('settings').selectAll().orderBy('name').execute();
    const settings = await stored();
    // Killed before its last statement: the next key lies about, and is not the one.
    writeFileSync(`${file}.next`, newKeyBytes().toString('base64'));
    expect((await openMasterKey(config, db)).hashing.export()).toEqual(first.hashing.export());
    expect(await rotateMasterKey({ config, db, signing }, { actor_kind: 'command' })).toMatchObject({
      version: 2,
      file,
    });
    const after = readFileSync(file, 'utf8');
    expect(after).not.toBe(before);
    expect(existsSync(`${file}.next`)).toBe(false);
    // Nothing of what is stored was left as the old key had sealed it.
    for (const { name, value } of await stored())
      if (['keyring', 'master_key_check'].includes(name))
        expect(settings.some((setting) => setting.value.equals(value))).toBe(false);

    // Killed after it, before the file had its name.
    renameSync(file, `${file}.next`);
    writeFileSync(file, before);
    const again = await openMasterKey(config, db);
    expect(again.hashing.export()).toEqual(first.hashing.export());
    expect(again.wrapping).toEqual(first.wrapping);
    expect(readFileSync(file, 'utf8')).toBe(after);
    expect((await openSigningKey(db, again)).keyId).toBe(signing.keyId);

    writeFileSync(file, before);
    await expect(openMasterKey(config, db)).rejects.toThrow(/is not the key of this database/);
    // From the environment to another one there.
    const inEnvironment = readConfig({ DATA_DIR: folder(), MASTER_KEY: after });
    const given = newKeyBytes();
    await rotateMasterKey({ config: inEnvironment, db, signing }, { actor_kind: 'command' }, given);
    expect(readdirSync(inEnvironment.dataDir)).toEqual([]);
    await expect(openMasterKey(inEnvironment, db)).rejects.toThrow(/^MASTER_KEY is not the key/);
    await openMasterKey({ ...inEnvironment, masterKey: Buffer.from(given) }, db);
  });
});

describe("an app's key", () => {
  test("opens with the app's own secret alone, which is gone for good once it is destroyed", async () => {
    const at = folder();
    const masterKey = { wrapping: newKeyBytes() };
    const keys = openAppKeys(at, masterKey);
    const row = {
      app_id: 'app_1',
      wrapped_key: keys.wrap('app_1', 1, Buffer.alloc(32, 7)),
      key_version: 1,
      other_wrapped_key: null,
      other_key_version: null,
    };
    const ring = keys.open(row);
    expect(writingKey(ring)).toMatchObject({ version: 1 });
    expect(statSync(join(at, 'app_1.key')).mode & 0o777).toBe(0o600);
    const sealed = seal(ring, 'one', 'here');
    // Announced: read with both, written with the first. Switched: the other way about; who has the ring has it too.
    const second = keys.wrap('app_1', 2);
    keys.open({ ...row, other_wrapped_key: second, other_key_version: 2 });
    expect(ring.version).toBe(1);
    const switched = {
      ...row,
      wrapped_key: second,
      key_version: 2,
      other_wrapped_key: row.wrapped_key,
      other_key_version: 1,
    };
    keys.open(switched);
    expect(ring.version).toBe(2);
    const fresh = seal(ring, 'two', 'here');
    // A row that was read before takes nothing back.
    keys.open(row);
    expect([sealed, fresh].map((value) => unseal(ring, value, 'here').toString())).toEqual(['one', 'two']);
    keys.open({ ...switched, other_wrapped_key: null, other_key_version: null });
    expect(() => unseal(ring, sealed, 'here')).toThrow('no key with version 1');
    expect(unseal(ring, fresh, 'here').toString()).toBe('two');

    const others = openAppKeys(folder(), masterKey);
    others.wrap('app_1', 1);
    expect(() => others.open(row)).toThrow();
    expect(() => openAppKeys(at, { wrapping: newKeyBytes() }).open(row)).toThrow();
    expect(openAppKeys(at, masterKey).open(row).version).toBe(1);
    await keys.destroy('app_1');
    expect(readdirSync(at)).toEqual([]);
    expect(() => keys.open(row)).toThrow('is not in APP_KEYS_DIR');
  });
});

test('a folder of keys that is not its own stops a start', async () => {
  const database = await createTestDatabase('seeded');
  const connection = await database.connect();
  const kept = { ...connection, close: async () => {} };
  const { dataDir } = copySeeded('seeded');
  const appKeysDir = folder();
  const config = { ...readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' }), appKeysDir };
  await expect(createContext(config, kept)).rejects.toThrow(
    /^APP_KEYS_DIR \(.*\) contains no key of this database's \d+ apps/,
  );
  expect(readdirSync(appKeysDir)).toEqual([]);
  await connection.close();
  await database.drop();
});

describe('the signing key', () => {
  test('is made once, also by two processes at once, and verifies what it signed, nothing else', async () => {
    const database = await createTestDatabase();
    const { db, close } = await database.connect();
    const masterKey = await openMasterKey(readConfig({ DATA_DIR: folder() }), db);
    const [one, other] = await Promise.all([openSigningKey(db, masterKey), openSigningKey(db, masterKey)]);
    expect(other.publicKey).toBe(one.publicKey);
    expect(one.keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(keyIdOf((await openSigningKey(db, masterKey)).publicKey)).toBe(one.keyId);

    const data = Buffer.from('receipt');
    const signature = one.sign(data);
    expect(verifySignature(other.publicKey, data, signature)).toBe(true);
    expect(verifySignature(other.publicKey, Buffer.from('receipts'), signature)).toBe(false);
    expect(verifySignature(other.publicKey, data, Buffer.from(signature).fill(0, 3, 4))).toBe(false);
    expect(verifySignature('no key', data, signature)).toBe(false);

    const { value } = await db
      .selectFrom('settings')
      .select('value')
      .where('name', '=', 'signing_key')
      .executeTakeFirstOrThrow();
    expect(value.includes('PRIVATE KEY')).toBe(false);
    await close();
    await database.drop();
  });
});
