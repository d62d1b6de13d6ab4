import { textEncoding } from '../../../shared/documents/detect-type.ts';

/**
 * Bytes of text as a clean string: UTF-8, UTF-16 by its mark, else 8-bit.
 * @param legacy what to read bytes as that are no valid UTF-8; a label of the WHATWG encoding standard
 */
export function decodeText(bytes: Uint8Array, legacy = 'windows-1252'): string {
  const encoding = textEncoding(bytes);
  return cleanText(new TextDecoder(encoding === 'windows-1252' ? legacy : encoding).decode(bytes));
}

/** Line ends as \n, no control characters but \n and \t (Postgres refuses NUL), no half surrogate pairs. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\f\v\x85]/g, '\n')
    .replace(/(?![\n\t])[\p{Cc}\uFEFF]/gu, '')
    .toWellFormed();
}
