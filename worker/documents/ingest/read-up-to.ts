import type { Readable } from 'node:stream';

/** Reads a stream into memory, up to a limit. @returns `cut`: there was more */
export async function readUpTo(body: Readable, most: number): Promise<{ bytes: Buffer; cut: boolean }> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    // Leaving the loop ends the stream.
    if (length > most) break;
  }
  return { bytes: Buffer.concat(pieces).subarray(0, most), cut: length > most };
}
