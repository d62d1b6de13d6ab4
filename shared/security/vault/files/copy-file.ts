import { createHash } from 'node:crypto';
import { FileMissing, type FileName, type FileStore } from './file-store.ts';

/** A file is not the same after it was copied. */
export class CopyDiffers extends Error {}

/**
 * Copies a file as it is sealed, reads it back and compares.
 * @param isThere `to` has a file of this name, from an earlier run: whole, or not
 * @returns its size; undefined if it no longer exists
 * @throws CopyDiffers
 */
export async function copyFile(
  from: FileStore,
  to: FileStore,
  name: FileName,
  isThere: boolean,
): Promise<number | undefined> {
  try {
    if (isThere) {
      const [own, copy] = await Promise.all([digest(await from.get(name)), digest(await to.get(name))]);
      if (own.hash === copy.hash) return own.bytes;
      await to.remove(name.appId, name.blobId);
    }
    const sent = { hash: createHash('sha256'), bytes: 0 };
    const pieces = async function* () {
      for await (const piece of (await from.get(name)) as AsyncIterable<Buffer>) {
        sent.hash.update(piece);
        sent.bytes += piece.length;
        yield piece;
      }
    };
    await to.put(name, pieces(), Infinity);
    const copy = await digest(await to.get(name));
    if (copy.hash === sent.hash.digest('hex')) return sent.bytes;
    await to.remove(name.appId, name.blobId);
    throw new CopyDiffers(
      `${name.appId}/${name.blobId} is not the same in ${to.location}. Run the command again`,
    );
  } catch (error) {
    // Removed meanwhile, or re-encrypted under the name while it was read.
    if (error instanceof FileMissing && !(await from.exists(name.appId, name.blobId))) return undefined;
    throw error;
  }
}

async function digest(content: AsyncIterable<Buffer>): Promise<{ hash: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of content) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { hash: hash.digest('hex'), bytes };
}
