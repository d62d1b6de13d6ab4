import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/** The embedded database has no autovacuum, so it is vacuumed and analysed every night. */
export async function maintainDatabase({ db, connection }: Worker, _run: Run<object>): Promise<void> {
  if (connection.engine.kind === 'embedded') await sql`vacuum analyze`.execute(db);
}
