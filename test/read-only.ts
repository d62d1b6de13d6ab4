// A database that takes no changes for a while, as in a failover, or on a managed server whose disk is full.
import { sql } from 'kysely';
import pg from 'pg';
import type { Docent } from './harness.ts';

/** Makes the database read-only, or writable again. */
export async function setReadOnly({ ctx, database }: Docent, readOnly: boolean): Promise<void> {
  const setting = sql.raw(readOnly ? 'on' : 'off');
  if (!database.url) return void (await sql`set default_transaction_read_only = ${setting}`.execute(ctx.db));
  const admin = new pg.Client({
    connectionString: process.env['TEST_DATABASE_URL'],
    options: '-c default_transaction_read_only=off',
  });
  await admin.connect();
  const name = new URL(database.url).pathname.slice(1);
  await admin.query(`alter database ${name} set default_transaction_read_only = ${readOnly ? 'on' : 'off'}`);
  // It holds for new sessions.
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await admin.end();
}
