// Embeddings as parameters of statements: in Postgres' binary format where there is one, because reading long texts costs
// both sides as much as comparing the vectors.
import { sql, type RawBuilder } from 'kysely';
import type pg from 'pg';
import { toSql } from 'pgvector';
import type { Connection } from '../../db/connect.ts';

/** A parameter that is cast to `embedding`. */
export const toVector = ({ engine }: Connection, vector: Float32Array): Buffer | string =>
  engine.kind === 'postgres' ? toHalfvec(vector) : toText(vector);

/** One parameter with many vectors: an array whose elements are cast to `embedding`. */
export async function toVectors(
  { engine }: Connection,
  vectors: Float32Array[],
): Promise<RawBuilder<unknown>> {
  if (engine.kind === 'embedded') return sql`${vectors.map(toText)}::text[]`;
  const type = await typeOf(engine.pool);
  const elements = vectors.map(toHalfvec);
  const header = Buffer.alloc(20);
  // Dimensions of the array, no nulls, type, and how many from which index.
  for (const [index, value] of [1, 0, type, elements.length, 1].entries())
    header.writeInt32BE(value, 4 * index);
  const parts: Buffer[] = [
    elements.length === 0 ? Buffer.concat([Buffer.alloc(8), header.subarray(8, 12)]) : header,
  ];
  for (const element of elements) {
    const length = Buffer.alloc(4);
    length.writeInt32BE(element.length);
    parts.push(length, element);
  }
  return sql`${Buffer.concat(parts)}::halfvec[]`;
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

const types = new WeakMap<pg.Pool, Promise<number>>();

/** The number of the type `halfvec`, which each database gives anew. */
function typeOf(pool: pg.Pool): Promise<number> {
  const known = types.get(pool);
  if (known) return known;
  const asked = pool.query<{ oid: number }>(`select 'halfvec'::regtype::oid::integer as oid`);
  const type = asked.then(({ rows }) => rows[0]!.oid);
  types.set(pool, type);
  // Asked again after a failure.
  type.catch(() => types.delete(pool));
  return type;
}
