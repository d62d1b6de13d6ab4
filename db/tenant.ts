// A database bound to one app: on Postgres every statement runs under a role that owns nothing, and row-level
// security shows it only that app's rows. `asSystem` is the way around it.
import {
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  sql,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely';
import type pg from 'pg';
import { statementName, type Connection, type PreparingClient } from './connect.ts';
import type { Database, Db, Tx } from './database.ts';
import { ScopedQuery, enterScope, primeScope } from './scoped-query.ts';

/** Owns nothing and cannot log in. Docent's user switches to it for a transaction. */
export const TENANT_ROLE = 'docent_tenant';

class TenantAdapter extends PostgresAdapter {}

class TenantDialect extends PostgresDialect {
  override createAdapter() {
    return new TenantAdapter();
  }
}

/**
 * The database as one app sees it. Role and app id are set per transaction, never per session, in the round trip that
 * starts it or in a single statement's own. The embedded database has one session and one user: there it is the whole
 * database.
 */
export function tenantDb({ db, engine }: Connection, appId: string): Db {
  if (engine.kind === 'embedded') return db;
  return new Kysely<Database>({ dialect: new TenantDialect({ pool: scopedPool(engine.pool, appId) }) });
}

/**
 * Runs statements of an app's transaction as the service itself, for example to count a workspace's other apps or to
 * enqueue a job. Nothing else may run in the transaction meanwhile. In the service's own transaction it changes
 * nothing.
 */
export async function asSystem<T>(db: Db | Tx, work: (db: Db | Tx) => Promise<T>): Promise<T> {
  if (!(db.getExecutor().adapter instanceof TenantAdapter)) return work(db);
  if (!db.isTransaction) return db.transaction().execute((tx) => asSystem(tx, work));
  await sql`set local role none`.execute(db);
  try {
    return await work(db);
  } finally {
    // After a failed statement the transaction can only be rolled back, which also ends the role.
    await sql`set local role ${sql.id(TENANT_ROLE)}`.execute(db).catch(() => {});
  }
}

const scopedPool = (pool: pg.Pool, appId: string): PostgresPool => ({
  connect: async () => scopedClient((await pool.connect()) as ScopedClient, appId),
  options: pool.options,
  // The pool belongs to the connection, not to this app.
  end: async () => {},
});

type ScopedClient = pg.PoolClient & PreparingClient & { getTransactionStatus(): 'I' | 'T' | 'E' | null };

function scopedClient(client: ScopedClient, appId: string): PostgresPoolClient {
  let broken = false;
  const query = async (text: string, values: readonly unknown[]): Promise<any> => {
    // Its own name: a plan is made for a role, and would be replanned whenever roles alternate.
    const name = client.named ? statementName(`app ${text}`) : undefined;
    if (client.getTransactionStatus() !== 'I')
      return values.length === 0 ? client.query(text) : client.query({ name, text, values: [...values] });
    if (/^(begin|start transaction)/.test(text))
      return client
        .query(`${text}; ${enterScope(TENANT_ROLE, appId, client.pooled)}`)
        .catch((error: unknown) => {
          // It has started and cannot continue, and nothing else will end it.
          broken = true;
          throw error;
        });
    await primeScope(client);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result));
      client.query(new ScopedQuery([TENANT_ROLE, appId], { name, text, values }, done, client) as never);
    });
  };
  return {
    query: query as PostgresPoolClient['query'],
    release: (error) => client.release(error || broken),
    get processID() {
      return (client as unknown as { processID: number }).processID;
    },
  };
}
