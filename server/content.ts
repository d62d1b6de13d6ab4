import { Readable } from 'node:stream';

/** `bytes` is undefined if the size is not known in advance. */
export type Content = { name: string; mediaType: string; bytes?: number; stream: Readable };

/** A generated text as a file. */
export function csvContent(name: string, text: string): Content {
  const bytes = Buffer.from(text);
  return { name, mediaType: 'text/csv', bytes: bytes.length, stream: Readable.from([bytes]) };
}
