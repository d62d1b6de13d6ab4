// A database bound to one app: on Postgres every statement runs under a role that owns nothing, and row-level security
// shows it that app's rows alone, whatever the statement says. Where the service itself must look further: `asSystem`.
import {
  Kysely,
  PostgresAdapter,
  PostgresDialect,
  sql,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely';
import type pg from 'pg';
import { statementName, type Connection } from './connect.ts';
import type { Database, Db, Tx } from './database.ts';
import { ScopedQuery, enterScope, primeScope } from './scoped-query.ts';

/** Owns nothing, cannot log in; Docent's own user takes it on for the length of a transaction. */
export const TENANT_ROLE = 'docent_tenant';

class TenantAdapter extends PostgresAdapter {}

class TenantDialect extends PostgresDialect {
  override createAdapter() {
    return new TenantAdapter();
  }
}

/**
 * The database as one app sees it. The role and the app's id hold for a transaction each, never for a session: they
 * are set in the round trip that begins it, and for a statement by itself in that statement's own.
 * The embedded database has one session and one user: there it is the whole database.
 */
export function tenantDb({ db, engine }: Connection, appId: string): Db {
  if (engine.kind === 'embedded') return db;
  return new Kysely<Database>({ dialect: new TenantDialect({ pool: scopedPool(engine.pool, appId) }) });
}

/**
 * Runs statements of an app's transaction as the service itself: counting a workspace's other apps, enqueuing a job.
 * Nothing else may run in the transaction meanwhile. In a transaction that is the service's own it changes nothing.
 */
export async function asSystem<T>(db: Db | Tx, work: (db: Db | Tx) => Promise<T>): Promise<T> {
  if (!(db.getExecutor().adapter instanceof TenantAdapter)) return work(db);
  if (!db.isTransaction) return db.transaction().execute((tx) => asSystem(tx, work));
  await sql`set local role none`.execute(db);
  try {
    return await work(db);
  } finally {
    // After a failed statement the transaction can only be rolled back, and the role with it.
    await sql`set local role ${sql.id(TENANT_ROLE)}`.execute(db).catch(() => {});
  }
}

const scopedPool = (pool: pg.Pool, appId: string): PostgresPool => ({
  connect: async () => scopedClient(await pool.connect(), appId),
  options: pool.options,
  // The pool is the connection's, not this app's.
  end: async () => {},
});

type ScopedClient = pg.PoolClient & { getTransactionStatus(): 'I' | 'T' | 'E' | null };

function scopedClient(client: ScopedClient, appId: string): PostgresPoolClient {
  let broken = false;
  const query = async (text: string, values: readonly unknown[]): Promise<any> => {
    // A name of its own: a plan is made for a role, and would be made anew each time the roles take turns.
    const name = statementName(`app ${text}`);
    if (client.getTransactionStatus() !== 'I')
      return values.length === 0 ? client.query(text) : client.query({ name, text, values: [...values] });
    if (/^(begin|start transaction)/.test(text))
      return client.query(`${text}; ${enterScope(TENANT_ROLE, appId)}`).catch((error: unknown) => {
        // It has begun and cannot go on: nobody will end it.
        broken = true;
        throw error;
      });
    await primeScope(client);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result));
      client.query(new ScopedQuery([TENANT_ROLE, appId], { name, text, values }, done) as never);
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
