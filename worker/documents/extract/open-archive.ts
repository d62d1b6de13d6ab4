// Opens the ZIP of an office file or book. Nothing in it is trusted before it is checked, and nothing is written
// anywhere.
import { buffer } from 'node:stream/consumers';
import yauzl, { type Entry } from 'yauzl';
import { ExtractionError } from './extraction-error.ts';

const MOST_ENTRIES = 10_000;
const MOST_BYTES = 200_000_000;

export type Archive = {
  names: string[];
  has(name: string): boolean;
  /** A file's bytes. @throws ExtractionError if it is missing or does not match the archive's description */
  read(name: string): Promise<Buffer>;
  /** Reads everything, so that no later reader is misled by the archive's own description. */
  proveSizes(): Promise<void>;
};

/** Opens an archive in memory. @throws ExtractionError if it is damaged, encrypted, or inflates too much */
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
        // Reads at most the declared size of an entry: yauzl ends a stream that goes beyond.
        inflated += entry.uncompressedSize;
        if (inflated > MOST_BYTES) throw tooMuch();
        const name = nameOf(entry);
        if (!name.endsWith('/')) entries.set(name, entry);
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

/** Archives often have their names in UTF-8 without saying so, and then would be read as code page 437. */
function nameOf({ fileName, fileNameRaw }: Entry): string {
  if (fileNameRaw.every((byte) => byte < 0x80)) return fileName;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(fileNameRaw);
    return decoded.replaceAll('\\', '/');
  } catch {
    return fileName;
  }
}

const orBroken = <T>(reading: Promise<T>): Promise<T> =>
  reading.catch((error: unknown) => {
    throw error instanceof ExtractionError ? error : broken(error);
  });

export const broken = (cause: unknown) =>
  new ExtractionError(
    'broken_document',
    'This file is damaged, or its extension is wrong. Open it in the program it was created with, save it again, and upload that.',
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
    'This file is too large when unpacked (limit: 200 MB and 10,000 parts). Save it without embedded files, or split it.',
  );
