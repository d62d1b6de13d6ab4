import type { Readable } from 'node:stream';
import { RefusedArchive } from './refused-archive.ts';

/** Larger than the longest answer with its quotes. */
const LONGEST_LINE = 8_388_608;

/** The lines of a file of any size, with bounded memory. @throws RefusedArchive for an overlong line */
export async function* readLines(source: Readable, path: string): AsyncGenerator<string, void> {
  source.setEncoding('utf8');
  let rest = '';
  for await (const piece of source as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST_LINE) throw new RefusedArchive(`${path} has a line longer than 8 MB`);
    yield* lines;
  }
  if (rest !== '') throw new RefusedArchive(`${path} ends in the middle of a line`);
}
