import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DocentError } from '../../../platform/errors.ts';
import { FileMissing, MARK_NAME, type FileStore, type StoreMark } from './file-store.ts';
import { probeFolder } from './probe-folder.ts';

/** The second file of one that is being replaced. */
const FRESH = '.fresh';

/** A store in a folder: `app/blob`. */
export function folderStore(folder: string, minFreeBytes = 0): FileStore {
  const pathOf = (appId: string, blobId: string) => join(folder, appId, blobId);
  const markPath = join(folder, MARK_NAME);
  const store: FileStore = {
    location: folder,

    async put({ appId, blobId }, pieces) {
      const path = pathOf(appId, blobId);
      await mkdir(dirname(path), { recursive: true });
      await writeTo(path, pieces);
    },

    async exchange({ appId, blobId }, pieces, inTurn) {
      const path = pathOf(appId, blobId);
      await rm(path + FRESH, { force: true });
      await writeTo(path + FRESH, pieces);
      let exchanged = false;
      await inTurn(async () => {
        if (!(await store.writtenAt(appId, blobId))) return;
        await rename(path + FRESH, path);
        exchanged = true;
      });
      if (!exchanged) await rm(path + FRESH, { force: true });
      return exchanged;
    },

    async get({ appId, blobId }) {
      const file = await open(pathOf(appId, blobId)).catch((error: unknown) => {
        throw isMissing(error) ? new FileMissing(undefined, { cause: error }) : error;
      });
      // From the opened file: the name may get a new one meanwhile.
      return file.createReadStream();
    },

    async remove(appId, blobId) {
      await rm(pathOf(appId, blobId), { force: true });
      await rm(pathOf(appId, blobId) + FRESH, { force: true });
    },
    exists: async (appId, blobId) =>
      Boolean((await store.writtenAt(appId, blobId)) ?? (await store.writtenAt(appId, blobId + FRESH))),
    async writtenAt(appId, blobId) {
      try {
        return (await stat(pathOf(appId, blobId))).mtime;
      } catch (error) {
        if (!isMissing(error)) throw error;
        return undefined;
      }
    },
    removeAll: (appId) => rm(join(folder, appId), { recursive: true, force: true, maxRetries: 10 }),
    probe: () => probeFolder(folder),
    async requireSpace(bytes) {
      await mkdir(folder, { recursive: true });
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize - bytes < minFreeBytes)
        throw new DocentError(
          'storage_full',
          'The server has too little free space for uploads (MIN_FREE_DISK_MB). The operator has to free some. Try again later.',
        );
    },
    count: async (appId) => (await filesOf(join(folder, appId))).length,
    async *list() {
      // There may be other things beside the apps' folders, such as their keys.
      for (const appId of (await filesOf(folder)).filter((name) => name.startsWith('app_')))
        for (const blobId of await filesOf(join(folder, appId))) {
          const found = await stat(pathOf(appId, blobId)).catch(() => undefined);
          if (found) yield { appId, blobId, writtenAt: found.mtime };
        }
    },

    async readMark() {
      try {
        return JSON.parse(await readFile(markPath, 'utf8')) as StoreMark;
      } catch (error) {
        if (!isMissing(error)) throw error;
        return undefined;
      }
    },
    async writeMark(mark) {
      await mkdir(folder, { recursive: true });
      // Named apart: many processes may start at once.
      const fresh = `${markPath}.${randomUUID()}${FRESH}`;
      await writeFile(fresh, JSON.stringify(mark), { mode: 0o600, flush: true });
      await rename(fresh, markPath);
    },
    close() {},
  };
  return store;
}

async function writeTo(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  // `finish` comes before the data is on disk, and an error before the file is opened, which then is made all the same.
  const closed = new Promise<void>((resolve) => file.once('close', resolve));
  let failure: Error | undefined;
  file.once('error', (error) => (failure = error));
  try {
    await pipeline(pieces, file);
    await closed;
    if (failure) throw failure;
  } catch (error) {
    file.destroy();
    await closed;
    // An existing name belongs to another file, which stays.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
    throw error;
  }
}

const isMissing = (error: unknown) =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** The contents of a folder; empty if it does not exist. */
async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
