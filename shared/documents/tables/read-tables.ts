import type { App } from '../../tenancy/app.ts';
import type { Context } from '../../context.ts';
import { FileMissing } from '../../security/vault/files/file-store.ts';
import { markdownTables } from './markdown-tables.ts';
import { splitTables, type Table } from './table.ts';

/** A larger file is not read for an answer: others wait while it is parsed. */
const MOST_BYTES = 10_000_000;

export type ReadTables = { text: string; tables: Table[] };

/**
 * A document's text and tables, as they were extracted, from its sealed file.
 * @returns undefined if the file was just replaced or removed; `too_large`: it has more than `mostBytes`
 */
export async function readTables(
  { blobs }: Pick<Context, 'blobs'>,
  { appId, dataKey: key }: App,
  textBlob: string,
  mostBytes = MOST_BYTES,
): Promise<ReadTables | 'too_large' | undefined> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of await blobs.read({ appId, blobId: textBlob, key })) {
      pieces.push(piece as Buffer);
      bytes += piece.length;
      if (bytes > mostBytes) return 'too_large';
    }
  } catch (error) {
    if (error instanceof FileMissing) return undefined;
    throw error;
  }
  const stored = splitTables(Buffer.concat(pieces).toString());
  return stored.tables.length > 0 ? stored : { text: stored.text, tables: markdownTables(stored.text) };
}
