import { sql } from 'kysely';
import type { Connection } from '../../db/connect.ts';
import type { Tx } from '../../db/database.ts';
import { lockStatistics, publishStaged } from './publish-chunks.ts';

type Ref = { appId: string; documentId: string };

/**
 * Rows that one transaction writes. The embedded database has one session, which everybody waits for: some 50 ms at
 * most.
 */
export const rowsAStep = ({ engine }: Pick<Connection, 'engine'>): number =>
  engine.kind === 'embedded' ? 50 : 500;

/**
 * Whether a new document's chunks are published by steps: on the embedded database, if they are many; and where that has
 * begun.
 */
export const goesBySteps = (
  { engine }: Pick<Connection, 'engine'>,
  { chunkCount, publishing }: { chunkCount: number; publishing: boolean },
): boolean => publishing || (engine.kind === 'embedded' && chunkCount > rowsAStep({ engine }));

/**
 * Publishes some more of a new document's chunks; it is left out of searches until the last ones. The document must be
 * locked.
 * @returns `done`: it is ready; `embed`: the app has another embedding model now, so the rest is embedded again
 */
export async function publishStep(
  tx: Tx,
  connection: Connection,
  { appId, documentId }: Ref,
): Promise<'done' | 'more' | 'embed'> {
  // Until the end of the step, the app's model cannot change.
  await lockStatistics(tx, appId);
  const size = rowsAStep(connection);
  const { rows } = await sql<{ ordinal: number; current: boolean }>`
    select ordinal, generation is not distinct from (
      select embedding_generation from apps where app_id = ${appId}) as current
    from staged_chunks where app_id = ${appId} and document_id = ${documentId}
    order by ordinal limit ${size}::integer`.execute(tx);
  if (rows.some(({ current }) => !current)) return 'embed';
  const last = rows.at(-1)?.ordinal ?? -1;
  const isDone = rows.length < size;
  await publishStaged(
    tx,
    sql`owner.app_id = ${appId} and document_id = ${documentId} and ordinal <= ${last}::integer`,
  );
  await tx
    .updateTable('documents')
    .set({
      publishing: !isDone,
      updated_at: sql`now()`,
      ...(isDone && { status: 'ready', ready_at: sql<Date>`now()`, next_in_parts: false }),
    })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
  return isDone ? 'done' : 'more';
}
