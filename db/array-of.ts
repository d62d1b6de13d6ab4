// Lists as parameters of statements: in Postgres' binary format where there is one, because writing and reading long
// texts and lists of numbers costs both sides as much as storing them.
import { sql, type RawBuilder } from 'kysely';
import type pg from 'pg';
import type { Connection } from './connect.ts';

/** Those that every database has under the same number. */
const NUMBERS = { boolean: 16, integer: 23, text: 25 };

type Value = string | number | boolean | null;
type Plain = keyof typeof NUMBERS;

/** One parameter with a list of values. */
export function arrayOf({ engine }: Connection, type: Plain, values: readonly Value[]): RawBuilder<unknown> {
  const cast = sql.raw(`::${type}[]`);
  if (engine.kind === 'embedded') return sql`${values}${cast}`;
  const bytes =
    type === 'integer' && !values.includes(null)
      ? toIntegers(values as number[])
      : toArray(NUMBERS[type], values.map(WRITERS[type]));
  return sql`${bytes}${cast}`;
}

/**
 * The same of a type of an extension, on Postgres alone.
 * @param elements as the type receives them
 */
export async function binaryArray(
  pool: pg.Pool,
  type: 'halfvec' | 'sparsevec',
  elements: Buffer[],
): Promise<RawBuilder<unknown>> {
  const numbers = await typesOf(pool);
  return sql`${toArray(numbers[type], elements)}${sql.raw(`::${type}[]`)}`;
}

const WRITERS: { [T in Plain]: (value: Value) => Buffer | null } = {
  text: (value) => (value === null ? null : Buffer.from(value as string)),
  integer: (value) => {
    if (value === null) return null;
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeInt32BE(value as number);
    return bytes;
  },
  boolean: (value) => (value === null ? null : Buffer.of(value ? 1 : 0)),
};

/** As `array_recv` of Postgres reads it: dimensions, whether there are nulls, type, length, first index, elements. */
function toArray(type: number, elements: (Buffer | null)[]): Buffer {
  const isEmpty = elements.length === 0;
  const size = elements.reduce((sum, element) => sum + 4 + (element?.length ?? 0), isEmpty ? 12 : 20);
  const bytes = Buffer.allocUnsafe(size);
  bytes.writeInt32BE(isEmpty ? 0 : 1, 0);
  bytes.writeInt32BE(elements.includes(null) ? 1 : 0, 4);
  bytes.writeInt32BE(type, 8);
  if (isEmpty) return bytes;
  bytes.writeInt32BE(elements.length, 12);
  bytes.writeInt32BE(1, 16);
  let at = 20;
  for (const element of elements) {
    at = bytes.writeInt32BE(element?.length ?? -1, at);
    if (element) at += element.copy(bytes, at);
  }
  return bytes;
}

/** The same for integers, without a buffer for each. */
function toIntegers(values: number[]): Buffer {
  if (values.length === 0) return toArray(NUMBERS.integer, []);
  const words = new Int32Array(5 + 2 * values.length);
  words.set([1, 0, NUMBERS.integer, values.length, 1]);
  for (let i = 0; i < values.length; i++) {
    words[5 + 2 * i] = 4;
    words[6 + 2 * i] = values[i]!;
  }
  return Buffer.from(words.buffer).swap32();
}

type Types = { halfvec: number; sparsevec: number };
const types = new WeakMap<pg.Pool, Promise<Types>>();

/** The numbers that a database gave the types of pgvector. */
function typesOf(pool: pg.Pool): Promise<Types> {
  const known = types.get(pool);
  if (known) return known;
  const asked = pool
    .query<Types>(
      `select 'halfvec'::regtype::oid::integer as halfvec, 'sparsevec'::regtype::oid::integer as sparsevec`,
    )
    .then(({ rows }) => rows[0]!);
  types.set(pool, asked);
  // Asked again after a failure.
  asked.catch(() => types.delete(pool));
  return asked;
}
