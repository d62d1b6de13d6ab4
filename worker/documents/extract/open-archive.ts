// The ZIP that an office file or a book is. Nothing of it is believed before it was checked, and nothing is written anywhere.
import { buffer } from 'node:stream/consumers';
import yauzl, { type Entry } from 'yauzl';
import { ExtractionError } from './extraction-error.ts';

const MOST_ENTRIES = 10_000;
const MOST_BYTES = 200_000_000;

export type Archive = {
  names: string[];
  has(name: string): boolean;
  /** A file's bytes. @throws ExtractionError where it is not there, or is not what the archive says of it */
  read(name: string): Promise<Buffer>;
  /** Reads all there is: after this, no other reader is led astray by what the archive says of itself. */
  proveSizes(): Promise<void>;
};

/**
 * Opens an archive that is in memory.
 * @throws ExtractionError when it is broken, locked, or inflates to more than any document
 */
export async function openArchive(bytes: Uint8Array): Promise<Archive> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<string, Entry>();
  const zip = await orBroken(
    yauzl.fromBufferPromise(source, { lazyEntries: true, validateEntrySizes: true }),
  );
  if (zip.entryCount > MOST_ENTRIES) throw tooMuch();
  let inflated = 0;
  await orBroken(
    (async () => {
      for await (const entry of zip.eachEntry()) {
        if (entry.isEncrypted()) throw locked();
        // What is said of an entry is what is read of it at most: yauzl ends a stream that goes beyond.
        inflated += entry.uncompressedSize;
        if (inflated > MOST_BYTES) throw tooMuch();
        if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry);
      }
    })(),
  );
  const read = async (name: string) => {
    const entry = entries.get(name);
    if (!entry) throw broken(new Error('a part is missing'));
    return orBroken(zip.openReadStreamPromise(entry).then(buffer));
  };
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    read,
    async proveSizes() {
      for (const name of entries.keys()) await read(name);
    },
  };
}

const orBroken = <T>(reading: Promise<T>): Promise<T> =>
  reading.catch((error: unknown) => {
    throw error instanceof ExtractionError ? error : broken(error);
  });

export const broken = (cause: unknown) =>
  new ExtractionError(
    'broken_document',
    'This file is damaged or is not what its ending says. Open it in the program it was made with, save it again, and upload that.',
    cause,
  );

export const locked = () =>
  new ExtractionError(
    'encrypted_document',
    'This file is protected, so it cannot be read. Save it without a password or protection, and upload that.',
  );

const tooMuch = () =>
  new ExtractionError(
    'oversized_document',
    'This file unpacks to far more than a document holds (200 MB or 10,000 parts). Save it anew without what is embedded, or split it.',
  );
