import { countTokens as countPieces, setMergeCacheSize } from 'gpt-tokenizer/encoding/o200k_base';

// Byte pair merging is quadratic in an unbroken run. No word is this long, so counts of prose stay exact.
const longestRun = 256;
const plainText = { disallowedSpecial: new Set<string>() };

// A cached word can keep the whole text it was cut from in memory: fewer than the library's 100,000.
setMergeCacheSize(10_000);

/**
 * Tokens of the `o200k_base` vocabulary (GPT-4o and later); a good estimate for other models. Special tokens such as
 * <|endoftext|> count as plain text. Linear in the length of the text.
 */
export function countTokens(text: string): number {
  let tokens = 0;
  let start = 0;
  let runStart = 0;
  let inSpace = false;
  for (let position = 0; position < text.length; position++) {
    const isSpace = isWhitespace(text.charCodeAt(position));
    if (isSpace !== inSpace) {
      inSpace = isSpace;
      runStart = position;
    } else if (position - runStart >= longestRun && !isLowSurrogate(text.charCodeAt(position))) {
      tokens += countPieces(text.slice(start, position), plainText);
      start = position;
      runStart = position;
    }
  }
  return tokens + countPieces(start === 0 ? text : text.slice(start), plainText);
}

function isWhitespace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
}

function isLowSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xdc00;
}
