import type { Readable } from 'node:stream';
import ZipStream from 'zip-stream';

/** A file in a ZIP. `stored`: not compressed, because it would gain nothing. */
export type ZipEntry = { path: string; source: Readable; stored?: boolean };

/**
 * A ZIP as a stream: files are read one after the other, no faster than the ZIP is read. An error of a file fails the
 * stream; ending the stream ends the files.
 */
export function zipEntries(entries: AsyncIterable<ZipEntry>): Readable {
  const zip = new ZipStream({ zlib: { level: 6 } });
  // The reader gets the error; without a reader it must not crash the process.
  zip.on('error', () => {});
  pack(zip, entries).catch((error: Error) => zip.destroy(error));
  return zip;
}

async function pack(zip: ZipStream, entries: AsyncIterable<ZipEntry>): Promise<void> {
  for await (const entry of entries) {
    try {
      await append(zip, entry);
    } finally {
      entry.source.destroy();
    }
  }
  zip.finalize();
}

const append = (zip: ZipStream, { path, source, stored = false }: ZipEntry): Promise<void> =>
  new Promise((resolve, reject) => {
    const givenUp = () => reject(new Error('the ZIP was given up'));
    zip.once('close', givenUp);
    zip.entry(source, { name: path, store: stored }, (error) => {
      zip.off('close', givenUp);
      if (error) reject(error);
      else resolve();
    });
  });
