import { countTokens } from '../../../shared/models/count-tokens.ts';

/** A range of a text and its number of tokens. */
export type Piece = { start: number; end: number; tokens: number };

type Cut = (text: string, start: number, end: number) => Iterable<number>;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const windowLength = 16_000;

/**
 * Splits a range that is too long into pieces of about equal size, none above `limit` tokens: between sentences
 * (lines first for lists, tables and code), then between lines, words, and finally characters. The pieces are
 * adjacent and cover the range. Linear in its length.
 */
export function splitBlock(
  text: string,
  start: number,
  end: number,
  limit: number,
  linesFirst: boolean,
): Piece[] {
  const cuts = linesFirst
    ? [afterLines, afterSentences, beforeWords]
    : [afterSentences, afterLines, beforeWords];
  return split(text, start, end, limit, cuts);
}

function split(text: string, start: number, end: number, limit: number, cuts: Cut[]): Piece[] {
  const [cut, ...finer] = cuts;
  if (!cut) return splitCharacters(text, start, end, limit);
  const parts: Piece[] = [];
  let from = start;
  for (const to of cut(text, start, end)) {
    const tokens = tokensOf(text, from, to);
    if (tokens <= limit) parts.push({ start: from, end: to, tokens });
    else parts.push(...split(text, from, to, limit, finer));
    from = to;
  }
  return join(text, parts, limit);
}

/** Joins neighbours up to an even share of the whole. */
function join(text: string, parts: Piece[], limit: number): Piece[] {
  const total = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  const share = total / Math.ceil(total / (limit * 0.95));
  const joined: Piece[] = [];
  let current: Piece | null = null;
  for (const part of parts) {
    const sum: number = current ? current.tokens + part.tokens : 0;
    if (current && sum - part.tokens / 2 <= share && fitsTogether(text, current, part, limit)) {
      current.end = part.end;
      current.tokens = sum;
    } else {
      current = { ...part };
      joined.push(current);
    }
  }
  return joined;
}

/**
 * Whether two neighbours have at most `limit` tokens together. The sum may be off by one where they meet, so a close
 * one is counted.
 */
export function fitsTogether(text: string, first: Piece, second: Piece, limit: number): boolean {
  const sum = first.tokens + second.tokens;
  return sum <= limit && (sum <= limit * 0.95 - 6 || tokensOf(text, first.start, second.end) <= limit);
}

/** Start of a piece's text: after the space that a cut within a line left; a line's own indentation stays. */
export function firstCharacter(text: string, start: number, end: number): number {
  return start === 0 || text[start - 1] === '\n' ? start : end - text.slice(start, end).trimStart().length;
}

/** A word can have more tokens without the space before it, which it loses at the start of a chunk. */
function tokensOf(text: string, start: number, end: number): number {
  const first = firstCharacter(text, start, end);
  return countTokens(text.slice(first - start > 1 ? start : first, end));
}

function* afterLines(text: string, start: number, end: number): Iterable<number> {
  for (let from = start; from < end;) {
    const lineEnd = text.indexOf('\n', from);
    from = lineEnd < 0 || lineEnd >= end ? end : lineEnd + 1;
    yield from;
  }
}

/** In windows, because the segmenter slows down on long strings. A line end within a paragraph ends no sentence. */
function* afterSentences(text: string, start: number, end: number): Iterable<number> {
  for (let from = start; from < end;) {
    const stop = Math.min(end, from + windowLength);
    const window = text.slice(from, stop).replaceAll('\n', ' ');
    const ends = Array.from(sentences.segment(window), ({ index, segment }) => from + index + segment.length);
    // The rest of a window starts the next one, unless it is all there is.
    if (stop < end && ends.length > 1) ends.pop();
    if (stop < end && ends.length === 1) ends[0] = wholeCharacter(text, from, stop);
    yield* ends;
    from = ends.at(-1)!;
  }
}

/** Cuts before the space, which belongs to the following word in the vocabulary. */
function* beforeWords(text: string, start: number, end: number): Iterable<number> {
  const space = /\s+/g;
  space.lastIndex = start + 1;
  for (let match = space.exec(text); match && match.index < end; match = space.exec(text)) yield match.index;
  yield end;
}

function splitCharacters(text: string, start: number, end: number, limit: number): Piece[] {
  const pieces: Piece[] = [];
  let length = limit * 4;
  for (let from = start; from < end;) {
    let to = wholeCharacter(text, from, Math.min(end, from + length));
    let tokens = tokensOf(text, from, to);
    while (tokens > limit && to - from > 2) {
      length = Math.max(1, Math.floor(((to - from) * limit * 0.95) / tokens));
      const shorter = wholeCharacter(text, from, Math.min(end, from + length));
      if (shorter >= to) break;
      to = shorter;
      tokens = tokensOf(text, from, to);
    }
    pieces.push({ start: from, end: to, tokens });
    // A dense range must not keep the pieces short forever.
    length = Math.min(limit * 4, Math.ceil(length * 1.2) + 1);
    from = to;
  }
  return pieces;
}

/** The last position up to `at` between two visible characters; after `from` in any case. */
function wholeCharacter(text: string, from: number, at: number): number {
  if (at >= text.length) return text.length;
  const start = Math.max(from, at - 64);
  const around = graphemes.segment(text.slice(start, at + 32)).containing(at - start);
  if (around && start + around.index > from) return start + around.index;
  const insidePair =
    (text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
  return insidePair ? at + 1 : at;
}
