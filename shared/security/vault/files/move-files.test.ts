import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFolder } from '../../../../test/database.ts';
import { startS3Server, type S3Server } from '../../../../test/s3-server.ts';
import { readConfig } from '../../../platform/config.ts';
import { blobStore } from '../blobs.ts';
import { newKeyBytes, toDataKey } from '../seal.ts';
import { claimStore } from './claim-store.ts';
import type { FileStore } from './file-store.ts';
import { folderStore } from './folder-store.ts';
import { moveFiles, type Move } from './move-files.ts';
import { openMoveRecord } from './move-record.ts';
import { openFileStore } from './open-file-store.ts';

let s3: S3Server;
beforeAll(async () => {
  s3 = await startS3Server();
});
afterAll(() => s3.close());

const newFolder = () => mkdtempSync(join(testFolder(), 'move-'));
const bucket = (prefix: string) => {
  const config = readConfig(s3.environment(prefix));
  return openFileStore(config.storage, config);
};
const key = toDataKey(newKeyBytes());
const NAMES = ['app_1/blob_1', 'app_1/blob_2', 'app_2/blob_1', 'app_2/blob_2', 'app_3/blob_1'];
const placeOf = (name: string) => {
  const [appId, blobId] = name.split('/') as [string, string];
  return { appId, blobId, key };
};

async function filled(store: FileStore, names = NAMES): Promise<FileStore> {
  await claimStore(store, 'ours');
  for (const name of names)
    await blobStore(store).write(placeOf(name), Readable.from([`content of ${name}`]), Infinity);
  return store;
}

const contents = async (store: FileStore): Promise<Record<string, string>> => {
  const found: Record<string, string> = {};
  for await (const { appId, blobId } of store.list()) {
    const name = `${appId}/${blobId}`;
    found[name] = await text(await blobStore(store).read(placeOf(name)));
  }
  return found;
};
const contentsOf = (names: string[]) => Object.fromEntries(names.map((name) => [name, `content of ${name}`]));
const ALL = contentsOf(NAMES);

const move = async (from: FileStore, to: FileStore, dataDir: string, more: Partial<Move> = {}) =>
  moveFiles({
    from,
    to,
    toUrl: 'file:///new',
    installation: 'ours',
    record: await openMoveRecord(dataDir, 'file:///new'),
    countUsers: async () => 0,
    ...more,
  });

test.each([
  ['a folder', 'a bucket', async () => folderStore(newFolder()), () => bucket('to')],
  ['a bucket', 'a folder', () => bucket('from'), async () => folderStore(newFolder())],
])('all files of %s are moved to %s', async (_from, _to, openFrom, openTo) => {
  const [from, to] = [await filled(await openFrom()), await openTo()];
  expect(await move(from, to, newFolder())).toEqual({
    copied: 5,
    bytes: 5 * 40 + NAMES.join('').length + 5 * 'content of '.length,
    kept: 0,
    dropped: 0,
    removed: 5,
    inUse: 0,
  });
  expect(await contents(to)).toEqual(ALL);
  expect(await contents(from)).toEqual({});
  await claimStore(to, 'ours');
  await expect(claimStore(from, 'ours')).rejects.toThrow('moved to file:///new');
  // Once more: there is nothing to do.
  expect(await move(from, to, newFolder())).toMatchObject({ copied: 0, removed: 0 });
  expect(await contents(to)).toEqual(ALL);
});

/** A store that dies before, or after, the operations of a process reach a number. */
function dying(store: FileStore, steps: { left: number }, after: boolean): FileStore {
  const mortal = { ...store };
  for (const name of ['put', 'remove', 'removeAll', 'writeMark', 'get', 'count'] as const)
    mortal[name] = (async (...given: never[]) => {
      const dies = --steps.left === 0;
      if (dies && !after) throw new Error('killed');
      const result = await (store[name] as (...given: never[]) => Promise<unknown>)(...given);
      if (!dies) return result;
      if (result instanceof Readable) result.destroy();
      throw new Error('killed');
    }) as never;
  return mortal;
}

test.each([
  ['before', false],
  ['after', true],
])('a move that is killed %s any of its steps continues', async (_when, after) => {
  const names = NAMES.slice(1, 3);
  const all = contentsOf(names);
  let killed = 0;
  for (let step = 1; killed === step - 1; step++) {
    const dataDir = newFolder();
    const [from, to] = [await filled(folderStore(newFolder()), names), folderStore(newFolder())];
    const steps = { left: step };
    await move(dying(from, steps, after), dying(to, steps, after), dataDir).then(
      () => {},
      () => killed++,
    );
    // One of the two has every file, and is the one that a start would take, if any does.
    const usable: FileStore[] = [];
    for (const store of [from, to]) {
      const mark = await store.readMark();
      if (mark && !mark.incomplete && !mark.movedTo) usable.push(store);
    }
    expect(usable.length).toBeLessThan(2);
    for (const store of usable) expect(await contents(store)).toEqual(all);
    if (step % 2 === 0) writeFileSync(join(dataDir, 'storage-move.txt'), 'cut off');
    await move(from, to, dataDir);
    expect(await contents(to)).toEqual(all);
    expect(await contents(from)).toEqual({});
    await claimStore(to, 'ours');
  }
  expect(killed).toBeGreaterThan(10);
});

test('while processes use the old place, files are copied and nothing is switched', async () => {
  const dataDir = newFolder();
  const [from, to] = [await filled(folderStore(newFolder())), folderStore(newFolder())];
  const busy = { countUsers: async () => 2 };
  expect(await move(from, to, dataDir, busy)).toMatchObject({ copied: 5, kept: 0, removed: 0, inUse: 2 });
  await claimStore(from, 'ours');
  await expect(claimStore(to, 'ours')).rejects.toThrow('not complete');
  // Meanwhile one is erased, one is new, and one is sealed again.
  const blobs = blobStore(from);
  await blobs.remove('app_1', 'blob_1');
  await blobs.write(placeOf('app_4/blob_1'), Readable.from(['new']), Infinity);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await blobs.remove('app_1', 'blob_2');
  await blobs.write(placeOf('app_1/blob_2'), Readable.from(['again']), Infinity);
  // A process starts just before the old place is closed.
  let counted = 0;
  const late = { countUsers: async () => (++counted === 2 ? 1 : 0) };
  expect(await move(from, to, dataDir, late)).toMatchObject({ copied: 2, kept: 3, dropped: 1, inUse: 1 });
  await claimStore(from, 'ours');
  expect(await move(from, to, dataDir)).toMatchObject({ copied: 0, removed: 5, inUse: 0 });
  const { 'app_1/blob_1': _erased, ...others } = ALL;
  expect(await contents(to)).toEqual({ ...others, 'app_1/blob_2': 'again', 'app_4/blob_1': 'new' });
});

test('a copy that is not the same is found, and nothing is switched', async () => {
  const root = newFolder();
  const [from, to] = [await filled(folderStore(newFolder())), folderStore(root)];
  const forging: FileStore = {
    ...to,
    async put(name, pieces, most) {
      await to.put(name, pieces, most);
      if (name.appId === 'app_2') writeFileSync(join(root, name.appId, name.blobId), 'something else');
    },
  };
  const dataDir = newFolder();
  await expect(move(from, forging, dataDir)).rejects.toThrow(/app_2\/blob_\d is not the same/);
  await claimStore(from, 'ours');
  // Also a copy of an earlier run that nothing vouches for.
  writeFileSync(join(root, 'app_1', 'blob_1'), 'something else');
  await move(from, to, newFolder());
  expect(await contents(to)).toEqual(ALL);
});

test('a place that is not empty, or not ours, is refused, and so is a source that was moved elsewhere', async () => {
  const own = await filled(folderStore(newFolder()));
  const other = folderStore(newFolder());
  await claimStore(other, 'theirs');
  await expect(move(own, other, newFolder())).rejects.toThrow('another installation');
  await expect(move(other, folderStore(newFolder()), newFolder())).rejects.toThrow('another installation');
  await expect(move(own, await filled(folderStore(newFolder())), newFolder())).rejects.toThrow(
    'already has files',
  );
  const moved = folderStore(newFolder());
  await moved.writeMark({ installation: 'ours', movedTo: 's3://elsewhere' });
  await expect(move(moved, folderStore(newFolder()), newFolder())).rejects.toThrow(
    'were moved to s3://elsewhere',
  );
  expect(await contents(own)).toEqual(ALL);
  // Back again, to where they were before.
  await move(own, moved, newFolder());
  await claimStore(moved, 'ours');
  expect(await contents(moved)).toEqual(ALL);
});
