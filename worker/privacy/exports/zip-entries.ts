import type { Readable } from 'node:stream';
import ZipStream from 'zip-stream';

/** A file in a ZIP. `stored`: not compressed, as it would gain nothing. */
export type ZipEntry = { path: string; source: Readable; stored?: boolean };

/**
 * A ZIP as it comes: one file after the other is asked for and read, no faster than the ZIP is. What fails the files
 * fails the stream, and a stream that is given up ends the files.
 */
export function zipEntries(entries: AsyncIterable<ZipEntry>): Readable {
  const zip = new ZipStream({ zlib: { level: 6 } });
  // Whoever reads it is told; where nobody does any more, it is no crash.
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
