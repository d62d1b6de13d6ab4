import { countTokens as countPieces, setMergeCacheSize } from 'gpt-tokenizer/encoding/o200k_base';
import { O200K_TOKEN_SPLIT_REGEX } from 'gpt-tokenizer/encodingParams/constants';

// Byte pair merging is quadratic in an unbroken run. No word is this long, so counts of prose stay exact.
const longestRun = 256;
const plainText = { disallowedSpecial: new Set<string>() };

// Its own: the library's is in use while a word is counted.
const WORDS = new RegExp(O200K_TOKEN_SPLIT_REGEX);

// Words are kept here, and as numbers: the library's own cache costs more than what it saves.
setMergeCacheSize(0);
const known = new Map<string, number>();
const MOST_KNOWN = 50_000;
/** A longer word would keep the whole text in memory that it was cut from. */
const LONGEST_KNOWN = 12;

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
      tokens += countWords(text.slice(start, position));
      start = position;
      runStart = position;
    }
  }
  return tokens + countWords(start === 0 ? text : text.slice(start));
}

/** Word by word, as the vocabulary divides them: a token never spans two. */
function countWords(text: string): number {
  let tokens = 0;
  WORDS.lastIndex = 0;
  for (let match = WORDS.exec(text); match; match = WORDS.exec(text)) tokens += countWord(match[0]);
  return tokens;
}

function countWord(word: string): number {
  if (word.length > LONGEST_KNOWN) return countPieces(word, plainText);
  const found = known.get(word);
  if (found !== undefined) return found;
  const count = countPieces(word, plainText);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(word, count);
  return count;
}

function isWhitespace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0;
}

function isLowSurrogate(code: number): boolean {
  return (code & 0xfc00) === 0xdc00;
}
