// Originals and extracted texts, encrypted under the app's data key, one file a blob.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DocentError } from '../errors.ts';
import type { DataKey } from './seal.ts';

export type BlobStore = {
  /**
   * Streams a blob to the store.
   * @param look gets the first 64 kB, or all of a shorter one, as soon as they are there; what it throws ends the writing
   * @returns size in bytes, SHA-256 in hex
   * @throws payload_too_large; nothing is left behind then
   */
  write(
    place: BlobPlace,
    source: Readable,
    maxBytes: number,
    look?: (head: Buffer) => Promise<void>,
  ): Promise<{ bytes: number; hash: string }>;
  /** The content as a stream; it errors at its end if a bit has changed. */
  read(place: BlobPlace): Promise<Readable>;
  /** Removes a blob; one that is not there is no error. */
  remove(appId: string, blobId: string): Promise<void>;
  exists(appId: string, blobId: string): Promise<boolean>;
  /** Removes all blobs of an app. */
  removeAll(appId: string): Promise<void>;
  /** How many blobs an app has. */
  count(appId: string): Promise<number>;
  /** Every blob there is, of any app. */
  list(): AsyncGenerator<{ appId: string; blobId: string; writtenAt: Date }, void>;
};
export type BlobPlace = { appId: string; blobId: string; key: DataKey };

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 65_536;

/** A store in a folder: `app/blob`, each file nonce (12 bytes), ciphertext, tag (16). */
export function fileBlobStore(folder: string): BlobStore {
  const pathOf = (appId: string, blobId: string) => join(folder, appId, blobId);
  const contextOf = ({ appId, blobId }: BlobPlace) => Buffer.from(`blobs/${appId}/${blobId}`);
  return {
    async write(place, source, maxBytes, look = async () => {}) {
      const path = pathOf(place.appId, place.blobId);
      await mkdir(dirname(path), { recursive: true });
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', place.key, nonce).setAAD(contextOf(place));
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
      // Resolved by `close` alone: `finish` comes before the data is on the disk.
      const closed = new Promise<void>((resolve, reject) =>
        file.once('error', reject).once('close', resolve),
      );
      closed.catch(() => {});
      const frame = new Transform({
        transform: (piece, _encoding, done) => done(null, piece),
        flush: (done) => done(null, cipher.getAuthTag()),
      });
      frame.push(nonce);
      try {
        await pipeline(source, measure, cipher, frame, file);
        await closed;
      } catch (error) {
        file.destroy();
        // A name that is taken is another blob's: it stays.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
        throw error;
      }
      return { bytes, hash: hash.digest('hex') };
    },

    async read(place) {
      const path = pathOf(place.appId, place.blobId);
      const { size } = await stat(path);
      const file = await open(path);
      const nonce = Buffer.alloc(NONCE_BYTES);
      const tag = Buffer.alloc(TAG_BYTES);
      try {
        await file.read(nonce, 0, NONCE_BYTES, 0);
        await file.read(tag, 0, TAG_BYTES, size - TAG_BYTES);
      } finally {
        await file.close();
      }
      const decipher = createDecipheriv('aes-256-gcm', place.key, nonce)
        .setAAD(contextOf(place))
        .setAuthTag(tag);
      const end = size - TAG_BYTES - 1;
      if (end < NONCE_BYTES) return decipher.end();
      const source = createReadStream(path, { start: NONCE_BYTES, end });
      source.on('error', (error) => decipher.destroy(error));
      decipher.on('close', () => source.destroy());
      return source.pipe(decipher);
    },

    remove: (appId, blobId) => rm(pathOf(appId, blobId), { force: true }),
    exists: (appId, blobId) =>
      stat(pathOf(appId, blobId)).then(
        () => true,
        (error) => {
          if (!isMissing(error)) throw error;
          return false;
        },
      ),
    removeAll: (appId) => rm(join(folder, appId), { recursive: true, force: true, maxRetries: 10 }),
    count: async (appId) => (await filesOf(join(folder, appId))).length,
    async *list() {
      for (const appId of await filesOf(folder))
        for (const blobId of await filesOf(join(folder, appId))) {
          const found = await stat(pathOf(appId, blobId)).catch(() => undefined);
          if (found) yield { appId, blobId, writtenAt: found.mtime };
        }
    },
  };
}

const isMissing = (error: unknown) =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** What is in a folder; nothing where it is not there. */
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
    `The file is larger than ${Math.floor(maxBytes / 1_048_576)} MB, the most this server accepts (MAX_UPLOAD_MB). Split it, or ask the operator.`,
  );
