import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../db/connect.ts';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { readConfig } from '../config.ts';
import { fileBlobStore } from './blobs.ts';
import { openMasterKey } from './master-key.ts';
import { newKeyBytes, seal, toDataKey, unseal } from './seal.ts';
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
  const store = fileBlobStore(root);
  const place = { appId: 'app_1', blobId: 'blob_1', key: newDataKey() };

  test.each([0, 1, 65_536, 3_000_000])(
    'of %i bytes comes back as it was, and is not readable on the disk',
    async (size) => {
      const at = { ...place, blobId: `blob_${size}` };
      const content = Buffer.alloc(size, 'a canary in the coal mine ');
      const written = await store.write(at, Readable.from([content]), 10_000_000);
      expect(written.bytes).toBe(size);
      expect(written.head.equals(content.subarray(0, 65_536))).toBe(true);
      expect((await buffer(await store.read(at))).equals(content)).toBe(true);
      expect(readFileSync(join(root, 'app_1', at.blobId)).includes('canary')).toBe(false);
      expect(statSync(join(root, 'app_1', at.blobId)).mode & 0o777).toBe(0o600);
    },
  );
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
  test('whose last bytes the disk refuses is an error, not a success', async () => {
    // A limit on the size of files stands for a full disk; it needs a process of its own.
    const script = `
      import { Readable } from 'node:stream';
      import { fileBlobStore } from ${JSON.stringify(new URL('./blobs.ts', import.meta.url).href)};
      import { newKeyBytes, toDataKey } from ${JSON.stringify(new URL('./seal.ts', import.meta.url).href)};
      process.on('SIGXFSZ', () => {});
      const place = { appId: 'app_full', blobId: 'blob', key: toDataKey(newKeyBytes()) };
      await fileBlobStore(${JSON.stringify(root)})
        .write(place, Readable.from([Buffer.alloc(1024 - 12)]), 1e6)
        .then(() => console.log('success'), (error) => console.log(error.code));`;
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      'ulimit -f 1; exec "$0" --input-type=module-typescript -e "$1"',
      process.execPath,
      script,
    ]);
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
  beforeAll(async () => {
    database = await createTestDatabase();
    connection = await database.connect();
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  test('is made once, kept readable to its owner only, and known again; any other is refused with one line', async () => {
    const config = readConfig({ DATA_DIR: folder() });
    const first = await openMasterKey(config, connection.db);
    expect(statSync(join(config.dataDir, 'master.key')).mode & 0o777).toBe(0o600);
    const again = await openMasterKey(config, connection.db);
    expect(again.hashing.export()).toEqual(first.hashing.export());
    expect(again.wrapping).toEqual(first.wrapping);

    const other = readConfig({ DATA_DIR: folder(), MASTER_KEY: Buffer.alloc(32, 1).toString('base64') });
    await expect(openMasterKey(other, connection.db)).rejects.toThrow(
      /^MASTER_KEY is not the key this database was begun with/,
    );
    const missing = readConfig({ DATA_DIR: folder() });
    await expect(openMasterKey(missing, connection.db)).rejects.toThrow(/^MASTER_KEY is missing/);
    expect(readdirSync(missing.dataDir)).toEqual([]);
  });
});

describe('the signing key', () => {
  test('is made once, also by two processes at once, and verifies what it signed, nothing else', async () => {
    const database = await createTestDatabase();
    const { db, close } = await database.connect();
    const masterKey = await openMasterKey(readConfig({ DATA_DIR: folder() }), db);
    const [one, other] = await Promise.all([openSigningKey(db, masterKey), openSigningKey(db, masterKey)]);
    expect(other!.publicKey).toBe(one!.publicKey);
    expect(one!.keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(keyIdOf((await openSigningKey(db, masterKey)).publicKey)).toBe(one!.keyId);

    const data = Buffer.from('receipt');
    const signature = one!.sign(data);
    expect(verifySignature(other!.publicKey, data, signature)).toBe(true);
    expect(verifySignature(other!.publicKey, Buffer.from('receipts'), signature)).toBe(false);
    expect(verifySignature(other!.publicKey, data, Buffer.from(signature).fill(0, 3, 4))).toBe(false);
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
