import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { testFolder } from '../../../../test/database.ts';
import { startS3Server, type S3Server } from '../../../../test/s3-server.ts';
import { until } from '../../../../test/until.ts';
import { readConfig } from '../../../platform/config.ts';
import { blobStore, type BlobStore } from '../blobs.ts';
import { newKeyBytes, toDataKey } from '../seal.ts';
import { claimStore } from './claim-store.ts';
import { FileMissing, type FileStore } from './file-store.ts';
import { openFileStore } from './open-file-store.ts';
import { watched } from './watched.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3Server();
});
afterAll(() => s3.close());
afterEach(() => {
  s3.mode = 'well';
  s3.keepsVersions = false;
});

const folder = mkdtempSync(join(testFolder(), 'files-'));
const open = (environment: Record<string, string>): Promise<FileStore> => {
  const config = readConfig(environment);
  return openFileStore(config.storage, config);
};
const inFolder = () => open({ STORAGE_URL: `file://${folder}` });
const inBucket = (prefix = 'files') => open(s3.environment(prefix));

const of = (blobId: string, appId = 'app_1') => ({ appId, blobId, key: toDataKey(newKeyBytes()) });
const ring = (version: number, ...versions: number[]) => ({
  version,
  keys: new Map([version, ...versions].map((one) => [one, toDataKey(Buffer.alloc(32, one))])),
});
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const inTurn = (exchange: () => Promise<void>) => exchange();
/** The bytes that lie in the store. */
const storedIn = (kind: string, name: string) =>
  kind === 'a folder' ? readFileSync(join(folder, name)) : s3.objects().get(`files/${name}`)!;

describe.each([
  ['a folder', inFolder],
  ['a bucket', inBucket],
])('%s', (kind, openStore) => {
  let files: FileStore;
  let store: BlobStore;
  beforeAll(async () => {
    files = await openStore();
    store = blobStore(files);
  });
  afterAll(() => files.close());

  test.each([0, 1, 15, 16, 17, 65_536, 3_000_000, 20_000_000])('keeps %i bytes sealed', async (size) => {
    const at = of(`blob_${size}`);
    const content = Buffer.alloc(size, 'a canary in the coal mine ');
    const pieces = Readable.from(
      (function* () {
        for (let from = 0; from < size; from += 70_001) yield content.subarray(from, from + 70_001);
      })(),
    );
    const heads: Buffer[] = [];
    const written = await store.write(at, pieces, 30_000_000, async (head) => void heads.push(head));
    expect(written).toEqual({ bytes: size, hash: hashOf(content) });
    expect(heads).toEqual([content.subarray(0, 65_536)]);
    expect((await buffer(await store.read(at))).equals(content)).toBe(true);
    const stored = storedIn(kind, `app_1/${at.blobId}`);
    expect(stored.length).toBe(size + 40);
    expect(stored.includes('canary')).toBe(false);
    expect(Date.now() - (await store.writtenAt('app_1', at.blobId))!.getTime()).toBeLessThan(60_000);
  });

  test('keeps nothing of a file that is too large, unwanted or breaks off', async () => {
    const at = of('blob_refused');
    const large = () => Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(1_000_000)));
    await expect(store.write(at, large(), 15_000_000)).rejects.toMatchObject({ code: 'payload_too_large' });
    const unwanted = async () => Promise.reject(new Error('unwanted'));
    await expect(store.write(at, large(), Infinity, unwanted)).rejects.toThrow('unwanted');
    const broken = new PassThrough();
    const writing = store.write(at, broken, Infinity);
    broken.write(Buffer.alloc(100_000));
    broken.destroy(new Error('the sender has gone'));
    await expect(writing).rejects.toThrow('the sender has gone');
    expect(await store.exists('app_1', at.blobId)).toBe(false);
    expect(await store.writtenAt('app_1', at.blobId)).toBeUndefined();
    expect(s3.unfinished()).toEqual([]);
    await expect(store.read(at)).rejects.toBeInstanceOf(FileMissing);
  });

  test('closes the file of a reader that leaves', async () => {
    const at = of('blob_left');
    await store.write(at, Readable.from([Buffer.alloc(5_000_000)]), Infinity);
    const before = s3.open;
    for (const started of [false, true]) {
      const content = await store.read(at);
      if (started) await content[Symbol.asyncIterator]().next();
      content.destroy();
      await until('the connection to end', () => s3.open === before);
      expect(content.destroyed).toBe(true);
    }
  });

  test('re-encrypts in turn, once, and only what is wanted', async () => {
    const at = { appId: 'app_2', blobId: 'blob_renewed', key: ring(1) };
    const content = Buffer.alloc(9_000_000, 'canary');
    await store.write(at, Readable.from([content]), Infinity);
    const next = { ...at, key: ring(2, 1) };
    expect(await store.renew(next, async () => {})).toBe('gone');
    expect(await store.renew(next, inTurn)).toBe('renewed');
    expect(await store.renew(next, inTurn)).toBe('current');
    expect((await buffer(await store.read({ ...at, key: ring(2) }))).equals(content)).toBe(true);
    await expect(store.read(at)).rejects.toThrow('no key');
    await expect(store.renew({ ...at, key: ring(4, 3) }, inTurn)).resolves.toBe('unreadable');
    const failing = () => Promise.reject(new Error('the database is away'));
    await expect(store.renew({ ...at, key: ring(3, 2) }, failing)).rejects.toThrow('the database is away');
    const removed = async (exchange: () => Promise<void>) => {
      await store.remove(at.appId, at.blobId);
      await exchange();
    };
    expect(await store.renew({ ...at, key: ring(3, 2) }, removed)).toBe('gone');
    expect(await store.renew(next, inTurn)).toBe('gone');
    expect(await store.exists(at.appId, at.blobId)).toBe(false);
    expect(s3.unfinished()).toEqual([]);
  });

  test('lists, counts and removes', async () => {
    await files.writeMark({ installation: 'own' });
    await files.probe();
    for (const [appId, blobId] of [
      ['app_3', 'blob_1'],
      ['app_3', 'blob_10'],
      ['app_30', 'blob_1'],
    ] as const)
      await store.write(of(blobId, appId), Readable.from(['text']), Infinity);
    const names = async () => {
      const found: string[] = [];
      for await (const { appId, blobId, writtenAt } of store.list()) {
        expect(writtenAt.getTime()).toBeGreaterThan(Date.now() - 600_000);
        if (appId.startsWith('app_3')) found.push(`${appId}/${blobId}`);
      }
      return found.sort();
    };
    expect(await names()).toEqual(['app_3/blob_1', 'app_3/blob_10', 'app_30/blob_1']);
    expect([await store.count('app_3'), await store.count('app_30'), await store.count('app_9')]).toEqual([
      2, 1, 0,
    ]);
    await store.remove('app_3', 'blob_1');
    await store.remove('app_3', 'blob_1');
    expect(await store.exists('app_3', 'blob_1')).toBe(false);
    expect(await store.exists('app_3', 'blob_10')).toBe(true);
    await store.removeAll('app_3');
    await store.removeAll('app_3');
    expect(await names()).toEqual(['app_30/blob_1']);
    expect(await files.readMark()).toEqual({ installation: 'own' });
  });

  test('is claimed by one installation', async () => {
    const own = await open(
      kind === 'a folder' ? { STORAGE_URL: `file://${folder}/claimed` } : s3.environment('claimed'),
    );
    await claimStore(own, 'ours');
    await claimStore(own, 'ours');
    await expect(claimStore(own, 'theirs')).rejects.toThrow(/^STORAGE_URL .* of another installation/);
    await own.writeMark({ installation: 'ours', movedTo: 's3://bucket/files' });
    await expect(claimStore(own, 'ours')).rejects.toThrow(/moved to s3:\/\/bucket\/files. Set STORAGE_URL/);
    await own.writeMark({ installation: 'ours', incomplete: true });
    await expect(claimStore(own, 'ours')).rejects.toThrow(/not complete/);
    own.close();
  });
});

test('a blob that was changed in a folder is unreadable', async () => {
  const store = blobStore(await inFolder());
  for (const [blobId, change] of [
    ['blob_bit', (bytes: Buffer) => bytes.fill(bytes[25]! ^ 1, 25, 26)],
    ['blob_cut', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['blob_tag', (bytes: Buffer) => bytes.subarray(0, 28)],
    ['blob_none', () => Buffer.alloc(0)],
  ] as const) {
    const at = of(blobId);
    await store.write(at, Readable.from(['an original']), Infinity);
    const path = join(folder, 'app_1', blobId);
    writeFileSync(path, change(readFileSync(path)));
    await expect(store.read(at).then(buffer)).rejects.toThrow(/a file/);
  }
});

describe('a bucket', () => {
  test.each([
    ['away', 'storage_unavailable'],
    ['refusing', 'storage_unavailable'],
    ['full', 'storage_full'],
  ] as const)('that is %s is an outage for everything, never a missing file', async (mode, code) => {
    const files = await inBucket();
    const store = blobStore(files);
    const at = of('blob_outage');
    s3.mode = mode;
    const listed = async () => {
      for await (const _file of store.list()) throw new Error('there is one');
    };
    const large = () => Readable.from([Buffer.alloc(9_000_000)]);
    const outcomes = await Promise.allSettled([
      store.read(at),
      store.write(at, Readable.from(['text']), 100),
      store.write(at, large(), 10_000_000),
      store.exists(at.appId, at.blobId),
      store.writtenAt(at.appId, at.blobId),
      store.remove(at.appId, at.blobId),
      store.removeAll(at.appId),
      store.count(at.appId),
      store.renew(at, inTurn),
      store.probe(),
      listed(),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code } });
    await expect(claimStore(files, 'own')).rejects.toThrow(
      /^STORAGE_URL \(s3:\/\/docent\/files\) cannot be used/,
    );
    files.close();
  });

  test('that does not exist, or does not know the account, says so at the start', async () => {
    const missing = await open({ ...s3.environment(), STORAGE_URL: 's3://nowhere/files' });
    await expect(claimStore(missing, 'own')).rejects.toThrow(/NoSuchBucket/);
    await expect(missing.exists('app_1', 'blob_1')).rejects.toMatchObject({ code: 'storage_unavailable' });
    const stranger = await open({ ...s3.environment(), AWS_ACCESS_KEY_ID: 'stranger' });
    await expect(claimStore(stranger, 'own')).rejects.toThrow(/InvalidAccessKeyId/);
  });

  test('that breaks off in the middle of a file is an outage, not a shorter file', async () => {
    const store = blobStore(await inBucket());
    const at = of('blob_broken');
    await store.write(at, Readable.from([Buffer.alloc(1_000_000, 'x')]), Infinity);
    s3.mode = 'broken';
    await expect(store.read(at).then(buffer)).rejects.toMatchObject({ code: 'storage_unavailable' });
  });

  test('that keeps versions takes no file and loses none without a word', async () => {
    const store = blobStore(await inBucket('versions'));
    await store.write(of('blob_1'), Readable.from(['text']), Infinity);
    s3.keepsVersions = true;
    const refused = { code: 'storage_unavailable', message: expect.stringContaining('keeps old versions') };
    await expect(store.write(of('blob_2'), Readable.from(['text']), Infinity)).rejects.toMatchObject(refused);
    await expect(store.remove('app_1', 'blob_1')).rejects.toMatchObject(refused);
    await expect(store.removeAll('app_1')).rejects.toMatchObject(refused);
    await expect(store.probe()).rejects.toMatchObject(refused);
    const files = await inBucket('versions');
    await expect(claimStore(files, 'own')).rejects.toThrow(/keeps old versions/);
  });

  test('counts and removes what a killed process has left of a file', async () => {
    const store = blobStore(await inBucket());
    const at = of('blob_killed', 'app_killed');
    const source = new PassThrough();
    const writing = store.write(at, source, 100_000_000);
    writing.catch(() => {});
    source.write(Buffer.alloc(9_000_000));
    await until('the first part', () => s3.unfinished().includes('files/app_killed/blob_killed'));
    expect(await store.exists('app_killed', 'blob_killed')).toBe(true);
    expect(await store.count('app_killed')).toBe(1);
    expect(await store.exists('app_killed', 'blob_kill')).toBe(false);
    await store.remove('app_killed', 'blob_killed');
    expect(await store.count('app_killed')).toBe(0);
    // Its process was not dead after all: what it sends comes too late.
    source.end();
    await expect(writing).rejects.toBeDefined();
    expect(await store.exists('app_killed', 'blob_killed')).toBe(false);
  });

  test('is sent no more than two parts before it has taken them', async () => {
    const store = blobStore(await inBucket());
    let read = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          read += 1_000_000;
          yield Buffer.alloc(1_000_000);
        }
      })(),
    );
    s3.mode = 'silent';
    const before = s3.open;
    const writing = store.write(of('blob_endless'), endless, Infinity);
    writing.catch(() => {});
    await until('the server to be asked', () => s3.open > before);
    expect(read).toBeLessThan(80_000_000);
    endless.destroy(new Error('enough'));
    s3.mode = 'well';
  });
});

test('a start without a bucket does not load its client', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => (loaded.push(name), next(name, context)) });
    const { openFileStore } = await import(${JSON.stringify(new URL('./open-file-store.ts', import.meta.url).href)});
    await import(${JSON.stringify(new URL('../../../context.ts', import.meta.url).href)});
    await openFileStore({ kind: 'folder', folder: '/tmp' }, {});
    console.log(loaded.length > 50, loaded.filter((name) => /aws|smithy/.test(name)).length);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module-typescript',
    '-e',
    script,
  ]);
  expect(stdout.trim()).toBe('true 0');
});

describe('a body that is watched', () => {
  const away = () => new Error('away');

  test('fails if nothing comes while more is wanted', async () => {
    const body = new PassThrough();
    body.write('beginning');
    await expect(buffer(watched(body, away, 20))).rejects.toThrow('away');
    expect(body.destroyed).toBe(true);
  });
  test('waits for a slow reader', async () => {
    const body = Readable.from(Array.from({ length: 10 }, () => Buffer.alloc(100_000)));
    const reader = watched(body, away, 20);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await buffer(reader)).length).toBe(1_000_000);
  });
});
