import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { Db } from './database.ts';
import { alone, distribute, hasWorkers } from './distribution/distribute.ts';
import { hasCitus, isDistributed } from './distribution/read-placement.ts';
import { migrations } from './migrations/index.ts';
import { DatabaseRefused } from './tenant-role.ts';

/**
 * Migrates the database to the latest schema under Kysely's lock: any number of processes may start at once.
 * @returns names of the migrations that were applied
 * @throws the error of the first migration that failed, which is rolled back
 * @throws DatabaseRefused if the database has migrations that this version does not know
 */
export async function migrate(db: Db): Promise<string[]> {
  if (!(await hasCitus(db))) return migrateToLatest(db);
  return alone(db, async () => {
    const applied = await migrateToLatest(db);
    // A new database starts distributed. One with rows waits for `npm run db:distribute`.
    const isNew = applied[0] === Object.keys(migrations)[0];
    if ((isNew && (await hasWorkers(db))) || (await isDistributed(db))) await distribute(db);
    return applied;
  });
}

/** Spreads a database that was just filled and that nobody uses yet, if Citus has workers for it, as if it had begun there. */
export async function distributeFilled(db: Db): Promise<void> {
  if (await hasWorkers(db)) await alone(db, () => distribute(db));
}

async function migrateToLatest(db: Db): Promise<string[]> {
  const { error, results = [] } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest();
  if (!error) return results.map((result) => result.migrationName);
  const unknown = await unknownMigrations(db);
  if (unknown.length === 0) throw error;
  throw new DatabaseRefused(
    `The database was migrated by another version of Docent (${unknown.join(', ')}), most likely a newer one. ` +
      'Start that version, or restore the backup that was made before it.',
  );
}

/**
 * Migrates an empty database to the schema of an earlier version.
 * @param last name of the last migration to apply
 * @throws DatabaseRefused if this version does not know it
 */
export async function migrateTo(db: Db, last: string): Promise<void> {
  if (!(last in migrations))
    throw new DatabaseRefused(`This version of Docent does not know the migration ${last}. Use a newer one.`);
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
  }).migrateTo(last);
  if (error) throw error;
}

async function unknownMigrations(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name).filter((name) => !(name in migrations));
}
