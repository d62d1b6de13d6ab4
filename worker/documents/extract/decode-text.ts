import { textEncoding } from '../../../shared/documents/detect-type.ts';

/**
 * Decodes text: UTF-8, UTF-16 with a byte order mark, else 8-bit.
 * @param legacy encoding for bytes that are not valid UTF-8; a label of the WHATWG encoding standard
 */
export function decodeText(bytes: Uint8Array, legacy = 'windows-1252'): string {
  const encoding = textEncoding(bytes);
  return cleanText(new TextDecoder(encoding === 'windows-1252' ? legacy : encoding).decode(bytes));
}

/**
 * Line ends become \n. Removes control characters except \n and \t (Postgres refuses NUL), and half surrogate pairs.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\f\v\x85]/g, '\n')
    .replace(/(?![\n\t])[\p{Cc}\uFEFF]/gu, '')
    .toWellFormed();
}
