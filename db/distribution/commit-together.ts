import { sql } from 'kysely';
import type { Connection } from '../connect.ts';
import type { Db, Tx } from '../database.ts';

/**
 * In a transaction that writes rows of an app and of the coordinator: both commit, or neither. Otherwise Citus commits the
 * app's rows first, and a coordinator that dies then loses its own. Removing nothing from a table that Citus keeps on the
 * coordinator makes it commit in two phases. Without Citus it does nothing.
 */
export async function commitTogether({ engine }: Connection, tx: Db | Tx): Promise<void> {
  if (engine.kind === 'postgres' && engine.distributed)
    await sql`delete from message_counts where workspace_id = ''`.execute(tx);
}
