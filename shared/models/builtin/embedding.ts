// The built-in embedding: words and their character n-grams, hashed into a small vector. It needs no download, knows
// every script, and adds to BM25 what that lacks: typing errors, inflections, compounds.

export const DIMENSIONS = 256;

/** Whole words against their parts: a shared word counts for more than shared syllables. */
const WORD_WEIGHT = 1;
const PARTS_WEIGHT = 0.7;
const SHORTEST_PART = 3;
const LONGEST_PART = 5;
/** Words this short are mostly function words in the scripts that separate words. */
const SHORT_WORD = 4;
const SHORT_WORD_WEIGHT = 0.25;
const MOST_CACHED = 20_000;

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const DENSE = /[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/;

/** A word's features: dimension and weight, alternating. Bounded: emptied when full. */
const cache = new Map<string, Float32Array>();

/**
 * A text's vector of unit length; the same on every machine.
 * Signed feature hashing (Weinberger et al. 2009) with sublinear term frequency.
 */
export function embedText(text: string): Float32Array {
  const counts = new Map<string, number>();
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(WORDS)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vector = new Float32Array(DIMENSIONS);
  for (const [word, count] of counts) {
    const features = featuresOf(word);
    const weight = 1 + Math.log(count);
    for (let i = 0; i < features.length; i += 2) vector[features[i]!]! += weight * features[i + 1]!;
  }
  let squares = 0;
  for (const value of vector) squares += value * value;
  // A text without words still has a place: cosine needs a direction.
  if (squares === 0) vector[0] = squares = 1;
  const length = Math.sqrt(squares);
  for (let i = 0; i < DIMENSIONS; i++) vector[i]! /= length;
  return vector;
}

/** Cosine of two vectors of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function featuresOf(word: string): Float32Array {
  const known = cache.get(word);
  if (known) return known;
  const dense = DENSE.test(word);
  const weight = !dense && word.length < SHORT_WORD ? SHORT_WORD_WEIGHT : 1;
  // In a script without spaces a "word" is a whole clause: its bigrams are the words.
  const parts = dense ? partsOf(word, 1, 3) : partsOf(`<${word.slice(0, 60)}>`, SHORTEST_PART, LONGEST_PART);
  const partWeight = (weight * PARTS_WEIGHT) / Math.sqrt(parts.length);
  const features = new Float32Array(2 * (parts.length + (dense ? 0 : 1)));
  let at = 0;
  const add = (feature: string, value: number) => {
    const hash = hashOf(feature);
    features[at++] = (hash >>> 1) % DIMENSIONS;
    features[at++] = hash & 1 ? value : -value;
  };
  for (const part of parts) add(part, dense ? weight * PARTS_WEIGHT : partWeight);
  if (!dense) add(`=${word}`, weight * WORD_WEIGHT);
  if (cache.size >= MOST_CACHED) cache.clear();
  if (word.length < 64) cache.set(word, features);
  return features;
}

function partsOf(word: string, shortest: number, longest: number): string[] {
  const letters = Array.from(word);
  const parts: string[] = [];
  for (let length = shortest; length <= longest; length++)
    for (let i = 0; i + length <= letters.length; i++) parts.push(letters.slice(i, i + length).join(''));
  return parts;
}

/** FNV-1a over UTF-16 units with a final avalanche: fast, and good enough for 256 places. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
