import { join } from 'node:path';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { system } from '../../../shared/contract/system.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { withoutSecrets } from './describe-settings.ts';

type Measured = z.output<typeof system.getSystem.output>['database'];

/** Size, connections and migrations of the database. */
export async function measureDatabase({ db, connection, config }: Context): Promise<Measured> {
  const { engine } = connection;
  const { rows } = await sql<{ bytes: number; open: number; most: number }>`
    select pg_database_size(current_database()) as bytes, current_setting('max_connections')::integer as most,
      (select count(*) from pg_stat_activity where datname = current_database()) as open`.execute(db);
  const { rows: migrations } = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from kysely_migration order by name`.execute(db);
  const { bytes, open, most } = rows[0]!;
  const embedded = engine.kind === 'embedded';
  return {
    kind: engine.kind,
    location: config.databaseUrl ? withoutSecrets(config.databaseUrl) : join(config.dataDir, 'postgres'),
    bytes,
    // The embedded database has exactly one session.
    connections: embedded ? null : { open, most },
    pool: embedded
      ? null
      : {
          open: engine.pool.totalCount,
          idle: engine.pool.idleCount,
          waiting: engine.pool.waitingCount,
          most: config.databasePool,
        },
    migrations: migrations.map(({ name, timestamp }) => ({
      name,
      applied_at: new Date(timestamp).toISOString(),
    })),
  };
}
