import { toSql } from 'pgvector';

/** An embedding for the database, with the seven digits of a float4: more digits cost more than the search. */
export function toVector(vector: Float32Array): string {
  const rounded: number[] = [];
  for (let i = 0; i < vector.length; i++) rounded.push(Math.round(vector[i]! * 1e7) / 1e7);
  return toSql(rounded)!;
}
