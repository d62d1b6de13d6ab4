import { detectEncoding } from './detect-encoding.ts';
import { ExtractionError } from './extraction-error.ts';

/**
 * Decodes a text in whichever encoding it is.
 * @param declared the encoding that the text itself names
 * @throws ExtractionError if it makes no sense in any
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const encoding = detectEncoding(bytes, declared);
  if (!encoding)
    throw new ExtractionError(
      'unknown_encoding',
      'The encoding of this text could not be recognized. Save it as UTF-8 and upload it again.',
    );
  return cleanText(new TextDecoder(encoding).decode(bytes));
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
