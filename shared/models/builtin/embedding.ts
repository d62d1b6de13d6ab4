// The built-in embedding: hashed words and character n-grams, after fastText's subwords (Bojanowski et al. 2017) with
// signed hashing (Weinberger et al. 2009). It knows no meanings; beside BM25 it finds what whole words miss: typos,
// inflection without a stemmer, parts of compounds.
import { hash } from '../../retrieval/lexical.ts';
import { plainWords } from '../../retrieval/terms.ts';

export const DIMENSIONS = 384;

const GRAM_LENGTHS = [3, 4, 5];
/** In scripts without spaces a "word" is a clause; its single characters and short runs are the words. */
const DENSE_GRAM_LENGTHS = [1, 2, 3];
const DENSE = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
/** Total weight of a word's n-grams, relative to 1 for the word itself. */
const GRAMS_WEIGHT = 1.5;
const STOP_WEIGHT = 0.05;
/** Longer words are rarer: the only sign of rarity that needs no corpus. */
const USUAL_LENGTH = 6;
const MOST_RARITY = 1.6;
const LONGEST_WORD = 40;
const CACHE_SIZE = 20_000;

type Features = { dimensions: Uint16Array; weights: Float32Array };
/** Emptied when full: keeping the order of use made embedding half as slow again. */
const cache = new Map<string, Features>();

/**
 * Embeds a text by its words and character n-grams.
 * @param text in any language and script
 * @returns a unit vector of DIMENSIONS numbers, the same on every machine. A text without words is the first axis.
 */
export function embedText(text: string): Float32Array {
  const { words, stops } = plainWords(text);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sums = new Float64Array(DIMENSIONS);
  for (const [word, count] of counts) {
    const { dimensions, weights } = featuresOf(word);
    const weight = (1 + Math.log(count)) * (stops.has(word) ? STOP_WEIGHT : 1);
    for (let i = 0; i < dimensions.length; i++) sums[dimensions[i]!]! += weight * weights[i]!;
  }
  const length = lengthOf(sums);
  if (length === 0) sums[0] = 1;
  return Float32Array.from(sums, (sum) => sum / (length || 1));
}

/** Cosine of two vectors of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function featuresOf(word: string): Features {
  const known = cache.get(word);
  if (known) return known;
  const features = DENSE.test(word) ? denseFeatures(word) : wordFeatures(word);
  if (cache.size >= CACHE_SIZE) cache.clear();
  if (word.length <= LONGEST_WORD) cache.set(word, features);
  return features;
}

function wordFeatures(word: string): Features {
  const grams = gramsOf(`<${word.slice(0, LONGEST_WORD)}>`, GRAM_LENGTHS);
  const sums = new Map<number, number>();
  add(sums, word, 1);
  for (const gram of grams) add(sums, `#${gram}`, GRAMS_WEIGHT / Math.sqrt(grams.length));
  const rarity = Math.min(MOST_RARITY, Math.sqrt(word.length / USUAL_LENGTH));
  return scaled(sums, rarity / (lengthOf([...sums.values()]) || 1));
}

/** A clause counts as several words, two characters per word. */
function denseFeatures(clause: string): Features {
  const grams = gramsOf(clause, DENSE_GRAM_LENGTHS);
  const sums = new Map<number, number>();
  for (const gram of grams) add(sums, gram, 1);
  return scaled(sums, 1 / Math.sqrt(6));
}

function scaled(sums: Map<number, number>, factor: number): Features {
  return {
    dimensions: Uint16Array.from(sums.keys()),
    weights: Float32Array.from(sums.values(), (sum) => sum * factor),
  };
}

function gramsOf(text: string, lengths: number[]): string[] {
  const signs = [...text];
  const grams: string[] = [];
  for (const length of lengths) {
    for (let i = 0; i + length <= signs.length; i++) grams.push(signs.slice(i, i + length).join(''));
  }
  return grams;
}

function add(sums: Map<number, number>, feature: string, weight: number): void {
  const value = hash(feature, 0);
  const dimension = (value >>> 1) % DIMENSIONS;
  sums.set(dimension, (sums.get(dimension) ?? 0) + (value & 1 ? weight : -weight));
}

function lengthOf(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!;
  return Math.sqrt(squares);
}
