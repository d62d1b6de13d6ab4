import { Migrator } from 'kysely/migration';
import type { Db } from './database.ts';
import { migrations } from './migrations/index.ts';

/**
 * Brings the database to the newest schema, under Kysely's migration lock: any number of processes may start at once.
 * @returns names of the migrations that were applied now
 * @throws the error of the first migration that failed; nothing of it stays
 */
export async function migrate(db: Db): Promise<string[]> {
  const { error, results = [] } = await new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
  }).migrateToLatest();
  if (error) throw error;
  return results.map((result) => result.migrationName);
}
