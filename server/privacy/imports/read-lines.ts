import type { Readable } from 'node:stream';
import { RefusedArchive } from './refused-archive.ts';

/** Larger than the longest answer with its quotes. */
const LONGEST_LINE = 8_388_608;

/** The lines of a file of any size, with bounded memory. @throws RefusedArchive for an overlong line */
export async function* readLines(source: Readable, path: string): AsyncGenerator<string, void> {
  source.setEncoding('utf8');
  // The beginning of a line, in the pieces that it came in: joined once, however many they are.
  let begun: string[] = [];
  let length = 0;
  for await (const piece of source as AsyncIterable<string>) {
    const [first = '', ...further] = piece.split('\n');
    begun.push(first);
    length += first.length;
    if (length > LONGEST_LINE) throw new RefusedArchive(`${path} has a line longer than 8 MB`);
    if (further.length === 0) continue;
    yield begun.join('');
    yield* further.slice(0, -1);
    begun = [further.at(-1)!];
    length = begun[0]!.length;
  }
  if (length > 0) throw new RefusedArchive(`${path} ends in the middle of a line`);
}
