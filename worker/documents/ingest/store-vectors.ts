import { sql } from 'kysely';
import type { Connection } from '../../../db/connect.ts';
import type { Tx } from '../../../db/database.ts';
import { toVectors } from '../../../shared/retrieval/to-vector.ts';
import type { Worker } from '../../worker.ts';
import { BATCH_SIZE } from './embed-pieces.ts';
import type { Target } from './claim.ts';

/** Of a staged chunk. `inParts`: its text was embedded in parts. */
export type NewVector = { ordinal: number; vector: Float32Array; inParts: boolean };

/** The embedded database has one session, which everybody waits for. */
const rowsAStep = ({ engine }: Connection): number => (engine.kind === 'embedded' ? 128 : BATCH_SIZE);

/**
 * The vectors of pieces, divided into what one transaction stores: at least one step, which may be empty.
 * @param inParts indexes of pieces
 */
export function vectorSteps(
  { connection }: Worker,
  pieces: { ordinal: number }[],
  vectors: Float32Array[],
  inParts: number[],
): NewVector[][] {
  const parted = new Set(inParts);
  const all = pieces.map(({ ordinal }, index) => ({
    ordinal,
    vector: vectors[index]!,
    inParts: parted.has(index),
  }));
  const size = rowsAStep(connection);
  const steps = [all.slice(0, size)];
  for (let from = size; from < all.length; from += size) steps.push(all.slice(from, from + size));
  return steps;
}

/**
 * Stores vectors of staged chunks. The document must be locked.
 * @param vectors ascending by ordinal
 * @returns how many chunks had none of this generation before
 */
export async function storeVectors(
  tx: Tx,
  { connection }: Worker,
  { appId, documentId }: Target,
  generation: number,
  vectors: NewVector[],
): Promise<number> {
  const [first, last] = [vectors[0], vectors.at(-1)];
  if (!first || !last) return 0;
  const given = await toVectors(
    connection,
    vectors.map(({ vector }) => vector),
  );
  const inParts = vectors.flatMap((one) => (one.inParts ? [one.ordinal] : []));
  // Between the first and the last: otherwise all chunks of the document are read for each batch.
  const { numAffectedRows } = await sql`
    update staged_chunks set embedding = given.embedding::embedding, generation = ${generation},
      in_parts = given.ordinal = any(${inParts}::integer[])
    from unnest(${vectors.map(({ ordinal }) => ordinal)}::integer[], ${given}) as given (ordinal, embedding)
    where app_id = ${appId} and document_id = ${documentId} and staged_chunks.ordinal = given.ordinal
      and staged_chunks.ordinal between ${first.ordinal}::integer and ${last.ordinal}::integer
      and generation is distinct from ${generation}`.execute(tx);
  return Number(numAffectedRows ?? 0);
}
