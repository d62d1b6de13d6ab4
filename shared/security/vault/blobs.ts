// Originals, extracted texts and exports, encrypted with the app's data key, one file per blob.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DocentError } from '../../platform/errors.ts';
import { BlobUnreadable, sealPieces, unsealPieces, type BlobPlace } from './blob-format.ts';
import { FileMissing, type FileStore } from './files/file-store.ts';
import { writingKey } from './seal.ts';

export type BlobStore = Pick<
  FileStore,
  | 'location'
  | 'writtenAt'
  | 'remove'
  | 'exists'
  | 'removeAll'
  | 'count'
  | 'requireSpace'
  | 'probe'
  | 'list'
  | 'close'
> & {
  /**
   * Streams a blob to the store.
   * @param look gets the first 64 kB, or all of a shorter one; if it throws, writing stops
   * @returns size in bytes, SHA-256 in hex
   * @throws payload_too_large, storage_full, storage_unavailable; nothing is left then
   */
  write(
    place: BlobPlace,
    source: Readable,
    maxBytes: number,
    look?: (head: Buffer) => Promise<void>,
  ): Promise<{ bytes: number; hash: string }>;
  /** The content as a stream. It fails at its end if a bit has changed. @throws FileMissing, storage_unavailable */
  read(place: BlobPlace): Promise<Readable>;
  /**
   * Re-encrypts a blob with its app's current key beside the old one, then replaces that.
   * @param inTurn runs the exchange while nobody removes the blob, or skips it if it is no longer wanted
   * @returns `unreadable`: it was changed, or is still being written
   */
  renew(
    place: BlobPlace,
    inTurn: (exchange: () => Promise<void>) => Promise<void>,
  ): Promise<'current' | 'renewed' | 'gone' | 'unreadable'>;
};

const HEAD_BYTES = 65_536;

/** Seals what is stored in files. */
export function blobStore(files: FileStore): BlobStore {
  return {
    ...files,

    async write(place, source, maxBytes, look = async () => {}) {
      // It may break off before it is read.
      source.on('error', () => {});
      const hash = createHash('sha256');
      const measured = { bytes: 0 };
      try {
        const plain = measure(source, maxBytes, look, (piece) => {
          measured.bytes += piece.length;
          hash.update(piece);
        });
        await files.put(place, sealPieces(place, plain), maxBytes);
      } catch (error) {
        // If the store refused before it read anything.
        source.destroy();
        throw error;
      }
      return { ...measured, hash: hash.digest('hex') };
    },

    read: async (place) => (await unsealPieces(place, await files.get(place))).content,

    async renew(place, inTurn) {
      try {
        const { version, content } = await unsealPieces(place, await files.get(place));
        try {
          if (version === writingKey(place.key).version) return 'current';
          const renewed = await files.exchange(place, sealPieces(place, content), inTurn);
          return renewed ? 'renewed' : 'gone';
        } finally {
          content.destroy();
        }
      } catch (error) {
        if (error instanceof FileMissing) return 'gone';
        if (error instanceof BlobUnreadable) return 'unreadable';
        throw error;
      }
    },
  };
}

/** Passes a source on, up to its limit, after its beginning was looked at. */
async function* measure(
  source: AsyncIterable<Buffer | string>,
  maxBytes: number,
  look: (head: Buffer) => Promise<void>,
  note: (piece: Buffer) => void,
): AsyncGenerator<Buffer, void> {
  const head: Buffer[] = [];
  let bytes = 0;
  for await (const given of source) {
    const piece = typeof given === 'string' ? Buffer.from(given) : given;
    const before = bytes;
    if (before < HEAD_BYTES) head.push(piece.subarray(0, HEAD_BYTES - before));
    bytes += piece.length;
    note(piece);
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    if (before < HEAD_BYTES && bytes >= HEAD_BYTES) await look(Buffer.concat(head));
    yield piece;
  }
  if (bytes < HEAD_BYTES) await look(Buffer.concat(head));
}

const tooLarge = (maxBytes: number) =>
  new DocentError(
    'payload_too_large',
    `The file is larger than ${Math.floor(maxBytes / 1_048_576)} MB, the limit of this server (MAX_UPLOAD_MB). Split it, or ask the operator.`,
  );
