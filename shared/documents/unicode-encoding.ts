import { isUtf8 } from 'node:buffer';

const SAMPLE = 100_000;

/** The encoding of a text in Unicode: by byte order mark, UTF-8 where it is valid, UTF-16 by its pattern of bytes. */
export function unicodeEncoding(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return wideEncoding(bytes.subarray(0, SAMPLE)) ?? (isUtf8(bytes) ? 'utf-8' : undefined);
}

/** UTF-16 without a mark: spaces and line ends as two bytes, and every second byte from a few values. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = Math.floor(bytes.length / 2);
  if (pairs < 4 || !bytes.includes(0)) return undefined;
  const kinds = { low: new Set<number>(), high: new Set<number>(), little: 0, big: 0 };
  for (let at = 0; at < pairs * 2; at += 2) {
    const [first, second] = [bytes[at]!, bytes[at + 1]!];
    kinds.low.add(first);
    kinds.high.add(second);
    if ((first === 0x20 || first === 0x0a) && second === 0) kinds.little += 1;
    if (first === 0 && (second === 0x20 || second === 0x0a)) kinds.big += 1;
  }
  const isFew = (some: Set<number>, others: Set<number>) => some.size * 2 < others.size;
  if (kinds.little * 50 > pairs && isFew(kinds.high, kinds.low)) return 'utf-16le';
  if (kinds.big * 50 > pairs && isFew(kinds.low, kinds.high)) return 'utf-16be';
  return undefined;
}
