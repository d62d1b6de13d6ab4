// Embeddings and words as parameters of statements: in Postgres' binary format where there is one.
import { sql, type RawBuilder } from 'kysely';
import { toSql } from 'pgvector';
import { binaryArray } from '../../db/array-of.ts';
import type { Connection } from '../../db/connect.ts';
import { toSparsevec, toSparsevecBytes, type TermVector } from './lexical.ts';

/** A parameter that is cast to `embedding`. */
export const toVector = ({ engine }: Connection, vector: Float32Array): Buffer | string =>
  engine.kind === 'postgres' ? toHalfvec(vector) : toText(vector);

/** One parameter with many vectors: an array whose elements are cast to `embedding`. */
export async function toVectors(
  { engine }: Connection,
  vectors: Float32Array[],
): Promise<RawBuilder<unknown>> {
  if (engine.kind === 'embedded') return sql`${vectors.map(toText)}::text[]`;
  return binaryArray(engine.pool, 'halfvec', vectors.map(toHalfvec));
}

/** One parameter with the words of many chunks: an array of `sparsevec`. */
export async function toSparsevecs(
  { engine }: Connection,
  vectors: TermVector[],
): Promise<RawBuilder<unknown>> {
  if (engine.kind === 'embedded')
    return sql`${vectors.map(({ ids, weights }) => toSparsevec(ids, weights))}::text[]::sparsevec[]`;
  return binaryArray(engine.pool, 'sparsevec', vectors.map(toSparsevecBytes));
}

/** As pgvector receives a halfvec: number of dimensions, two unused bytes, and numbers of two bytes. */
function toHalfvec(vector: Float32Array): Buffer {
  const halves = new Float16Array(vector.length + 2);
  halves.set(vector, 2);
  const bytes = Buffer.from(halves.buffer).swap16();
  bytes.writeInt16BE(vector.length, 0);
  return bytes;
}

/** With the seven digits of a float4: more digits cost more than the search. */
function toText(vector: Float32Array): string {
  const rounded: number[] = [];
  for (let i = 0; i < vector.length; i++) rounded.push(Math.round(vector[i]! * 1e7) / 1e7);
  return toSql(rounded)!;
}
