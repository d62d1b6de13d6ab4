// BM25 as sparse vectors: the inner product of a chunk's and a question's vector is the BM25 score.
import { SparseVector } from 'pgvector';

/** Term frequency saturation and length normalisation (Robertson & Zaragoza 2009, chapter 3.5). */
export const K1 = 1.2;
export const B = 0.6;
/**
 * The length, in terms, of a chunk whose frequencies count unchanged. Fixed, where BM25 uses the collection's
 * average: that would change with every document, and what is indexed cannot change with it.
 */
export const AVERAGE_LENGTH = 120;
/** What a word in a document's name counts for in each of its chunks; one in the text counts 1. */
const NAME_FREQUENCY = 0.5;
/** Dimensions of the sparse vectors; term ids are 1…DIMENSIONS. */
const DIMENSIONS = 1_000_000_000;
/** pgvector refuses a sparsevec with more elements. */
const MOST_ELEMENTS = 16_000;

/** MurmurHash3, 32 bits (Appleby 2011), of the UTF-16 code units: the same on every machine and version. */
export function hash(text: string, seed: number): number {
  let value = seed | 0;
  const { length } = text;
  for (let i = 0; i + 1 < length; i += 2) {
    value ^= mixed(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16));
    value = (Math.imul((value << 13) | (value >>> 19), 5) + 0xe6546b64) | 0;
  }
  if (length & 1) value ^= mixed(text.charCodeAt(length - 1));
  value ^= length * 2;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

function mixed(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

/** A term's dimension: 1…1,000,000,000. Salted per app, so that the lists of one GIN index keep tenants apart. */
export function termId(appId: string, term: string): number {
  return (hash(term, hash(appId, 0)) % DIMENSIONS) + 1;
}

/** A sparse vector: ascending ids and their weights. */
export type TermVector = { ids: Int32Array; weights: Float32Array };

/**
 * A chunk's BM25 term frequency parts, `tf·(k1+1) / (tf + k1·(1−b+b·length/AVERAGE_LENGTH))`, sorted by id.
 * @param terms in any order, repeated as they occur (`chunkTerms`)
 * @param names terms of the document's name and title: each adds to the frequency, none to the length
 */
export function chunkVector(appId: string, terms: string[], names: Iterable<string> = []): TermVector {
  const salt = hash(appId, 0);
  const frequencies = new Map<number, number>();
  const add = (term: string, count: number) => {
    const id = (hash(term, salt) % DIMENSIONS) + 1;
    frequencies.set(id, (frequencies.get(id) ?? 0) + count);
  };
  for (const term of terms) add(term, 1);
  for (const term of new Set(names)) add(term, NAME_FREQUENCY);
  const ids = Int32Array.from([...frequencies.keys()].slice(0, MOST_ELEMENTS)).sort();
  const norm = K1 * (1 - B + (B * terms.length) / AVERAGE_LENGTH);
  const weights = new Float32Array(ids.length);
  for (const [place, id] of ids.entries()) {
    const frequency = frequencies.get(id)!;
    weights[place] = (frequency * (K1 + 1)) / (frequency + norm);
  }
  return { ids, weights };
}

/**
 * The weight of a word: ln(1 + (N − n + 0.5) / (n + 0.5)), never negative (Robertson & Zaragoza 2009, as in Lucene).
 * @param chunkCount the app's chunks
 * @param containing the number of them with the word
 */
export function inverseDocumentFrequency(chunkCount: number, containing: number): number {
  const lacking = Math.max(0, chunkCount - containing);
  return Math.log(1 + (lacking + 0.5) / (containing + 0.5));
}

/**
 * A `sparsevec` for the database, its weights to five decimals.
 * @param ids ascending, at most 16,000
 */
export function toSparsevec(ids: ArrayLike<number>, weights: ArrayLike<number>): string {
  // pgvector counts indices from 0 here and from 1 in the database.
  const elements = new Map<number, number>();
  for (let i = 0; i < ids.length; i++) elements.set(ids[i]! - 1, Math.round(weights[i]! * 1e5) / 1e5);
  return new SparseVector(elements, DIMENSIONS).toPostgres();
}

/** The same as pgvector receives it: dimensions, number of elements, an unused number, indexes from 0, weights. */
export function toSparsevecBytes({ ids, weights }: TermVector): Buffer {
  const count = ids.length;
  const words = new Int32Array(3 + 2 * count);
  words.set([DIMENSIONS, count, 0]);
  for (let i = 0; i < count; i++) words[3 + i] = ids[i]! - 1;
  new Float32Array(words.buffer).set(weights, 3 + count);
  return Buffer.from(words.buffer).swap32();
}
