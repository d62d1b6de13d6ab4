// Originals and extracted texts, encrypted with the app's data key, one file per blob.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DocentError } from '../../platform/errors.ts';
import { probeFolder } from './probe-folder.ts';
import { readingKey, writingKey, type DataKey } from './seal.ts';

export type BlobStore = {
  /**
   * Streams a blob to the store.
   * @param look gets the first 64 kB, or all of a shorter one; if it throws, writing stops
   * @returns size in bytes, SHA-256 in hex
   * @throws payload_too_large; nothing is left then
   */
  write(
    place: BlobPlace,
    source: Readable,
    maxBytes: number,
    look?: (head: Buffer) => Promise<void>,
  ): Promise<{ bytes: number; hash: string }>;
  /** The content as a stream. It fails at its end if a bit has changed. */
  read(place: BlobPlace): Promise<Readable>;
  /**
   * Re-encrypts a blob with its app's current key in a second file, then replaces the first.
   * @param inTurn runs the exchange while nobody removes the blob, or skips it if it is no longer wanted
   * @returns `unreadable`: it was changed on disk, or is still being written
   */
  renew(
    place: BlobPlace,
    inTurn: (exchange: () => Promise<void>) => Promise<void>,
  ): Promise<'current' | 'renewed' | 'gone' | 'unreadable'>;
  /** When a blob was last written; undefined if it does not exist. */
  writtenAt(appId: string, blobId: string): Promise<Date | undefined>;
  /** Removes a blob; no error if it does not exist. */
  remove(appId: string, blobId: string): Promise<void>;
  exists(appId: string, blobId: string): Promise<boolean>;
  /** Removes all blobs of an app. */
  removeAll(appId: string): Promise<void>;
  /** The number of blobs of an app. */
  count(appId: string): Promise<number>;
  /**
   * Asks for space before something new is stored.
   * @throws storage_full if less than the configured minimum would be left
   */
  requireSpace(bytes: number): Promise<void>;
  /** Writes a small file and removes it. @throws if the store takes no files */
  probe(): Promise<void>;
  /** All blobs of all apps. */
  list(): AsyncGenerator<{ appId: string; blobId: string; writtenAt: Date }, void>;
};
export type BlobPlace = { appId: string; blobId: string; key: DataKey };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A file starts with its format (AES-256-GCM) and the version of its key. */
const FORM = Buffer.from('docent\0\x01', 'latin1');
const FORM_BYTES = FORM.length + 4;
/** The second file of a blob that is being re-encrypted. */
const FRESH = '.fresh';
const HEAD_BYTES = 65_536;

/** A store in a folder: `app/blob`, each file form and version of the key (12 bytes), nonce (12), ciphertext, tag (16). */
export function fileBlobStore(folder: string, minFreeBytes = 0): BlobStore {
  const pathOf = (appId: string, blobId: string) => join(folder, appId, blobId);
  const contextOf = ({ appId, blobId }: BlobPlace) => Buffer.from(`blobs/${appId}/${blobId}`);
  const store: BlobStore = {
    async write(place, source, maxBytes, look = async () => {}) {
      const path = pathOf(place.appId, place.blobId);
      await mkdir(dirname(path), { recursive: true });
      return writeTo(path, place, source, maxBytes, look);
    },

    async read(place) {
      const file = await open(pathOf(place.appId, place.blobId));
      try {
        const { size } = await file.stat();
        const version = await readVersion(file);
        const nonce = await readAt(file, FORM_BYTES, NONCE_BYTES);
        const tag = await readAt(file, size - TAG_BYTES, TAG_BYTES);
        const decipher = createDecipheriv('aes-256-gcm', readingKey(place.key, version), nonce)
          .setAAD(contextOf(place))
          .setAuthTag(tag);
        const start = FORM_BYTES + NONCE_BYTES;
        const end = size - TAG_BYTES - 1;
        if (end < start) {
          await file.close();
          return decipher.end();
        }
        // From the same opened file: the name may get a re-encrypted one meanwhile.
        const source = file.createReadStream({ start, end });
        source.on('error', (error) => decipher.destroy(error));
        decipher.on('close', () => source.destroy());
        return source.pipe(decipher);
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    async renew(place, inTurn) {
      const path = pathOf(place.appId, place.blobId);
      try {
        const file = await open(path);
        try {
          if ((await readVersion(file)) === writingKey(place.key).version) return 'current';
        } finally {
          await file.close();
        }
        await rm(path + FRESH, { force: true });
        await writeTo(path + FRESH, place, await store.read(place), Infinity, async () => {});
      } catch (error) {
        if (isMissing(error)) return 'gone';
        if (/authenticate|authentication tag|there is no key|of unknown form/i.test((error as Error).message))
          return 'unreadable';
        throw error;
      }
      let renewed = false;
      await inTurn(async () => {
        if (!(await store.writtenAt(place.appId, place.blobId))) return;
        await rename(path + FRESH, path);
        renewed = true;
      });
      if (!renewed) await rm(path + FRESH, { force: true });
      return renewed ? 'renewed' : 'gone';
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
  };
  return store;

  async function writeTo(
    path: string,
    place: BlobPlace,
    source: Readable,
    maxBytes: number,
    look: (head: Buffer) => Promise<void>,
  ) {
    const { version, secret } = writingKey(place.key);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(contextOf(place));
    const hash = createHash('sha256');
    const head: Buffer[] = [];
    let bytes = 0;
    const measure = async function* (pieces: AsyncIterable<Buffer | string>) {
      for await (const given of pieces) {
        const piece = typeof given === 'string' ? Buffer.from(given) : given;
        const before = bytes;
        if (before < HEAD_BYTES) head.push(piece.subarray(0, HEAD_BYTES - before));
        bytes += piece.length;
        hash.update(piece);
        if (bytes > maxBytes) throw tooLarge(maxBytes);
        if (before < HEAD_BYTES && bytes >= HEAD_BYTES) await look(Buffer.concat(head));
        yield piece;
      }
      if (bytes < HEAD_BYTES) await look(Buffer.concat(head));
    };
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
    // Resolved by `close`: `finish` comes before the data is on disk.
    const closed = new Promise<void>((resolve, reject) => file.once('error', reject).once('close', resolve));
    closed.catch(() => {});
    const frame = new Transform({
      transform: (piece, _encoding, done) => done(null, piece),
      flush: (done) => done(null, cipher.getAuthTag()),
    });
    frame.push(Buffer.concat([formOf(version), nonce]));
    try {
      await pipeline(source, measure, cipher, frame, file);
      await closed;
    } catch (error) {
      file.destroy();
      // An existing name belongs to another blob, which stays.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
      throw error;
    }
    return { bytes, hash: hash.digest('hex') };
  }
}

function formOf(version: number): Buffer {
  const form = Buffer.alloc(FORM_BYTES);
  FORM.copy(form);
  form.writeUInt32BE(version, FORM.length);
  return form;
}

/** The key version of a file. @throws if the file has an unknown format */
async function readVersion(file: FileHandle): Promise<number> {
  const form = await readAt(file, 0, FORM_BYTES);
  if (!form.subarray(0, FORM.length).equals(FORM)) throw new Error('a file of unknown format');
  return form.readUInt32BE(FORM.length);
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  await file.read(buffer, 0, bytes, Math.max(0, position));
  return buffer;
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

const tooLarge = (maxBytes: number) =>
  new DocentError(
    'payload_too_large',
    `The file is larger than ${Math.floor(maxBytes / 1_048_576)} MB, the limit of this server (MAX_UPLOAD_MB). Split it, or ask the operator.`,
  );
