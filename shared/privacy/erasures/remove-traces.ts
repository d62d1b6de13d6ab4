import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { storeEntries, type Traces } from '../stores.ts';

/**
 * Deletes the rows of an app that hold something of a subject, and takes the text from those that stay.
 * @returns how many, by store
 */
export async function removeTraces(tx: Tx, appId: string, traces: Traces): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const add = (store: string, affected: bigint | undefined) => {
    counts[store] = (counts[store] ?? 0) + Number(affected ?? 0);
  };
  for (const [table, { rows, later, text }] of storeEntries) {
    if (rows && !later) {
      const deleted = await sql`
        delete from ${sql.table(table)} where app_id = ${appId} and ${rows(traces)}`.execute(tx);
      add(table, deleted.numAffectedRows);
    }
    if (text) {
      const emptied = await sql`
        update ${sql.table(table)} set ${text.remove} where app_id = ${appId} and ${text.rows(traces)}`.execute(
        tx,
      );
      add(text.countedAs, emptied.numAffectedRows);
    }
  }
  return counts;
}

/** To be filled in with what is looked for. */
export const noTraces: Traces = {
  documentIds: [],
  sessionIds: [],
  messageIds: [],
  blobIds: [],
  endUserId: null,
  until: new Date(0),
};
