// A database bound to one app: on Postgres every statement runs under a role that owns nothing, and row-level
// security shows it only that app's rows. `asSystem` is the way around it.
import { LRUCache } from 'lru-cache';
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
import { ScopedQuery, enterScope, primeScope, type Scope } from './scoped-query.ts';

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
  connect: async () => {
    const workspaceId = await workspaceOf(pool, appId);
    return scopedClient((await pool.connect()) as ScopedClient, [TENANT_ROLE, appId, workspaceId]);
  },
  options: pool.options,
  // The pool belongs to the connection, not to this app.
  end: async () => {},
});

/** Of each database; an app never changes its workspace. */
const workspaces = new WeakMap<pg.Pool, LRUCache<string, string>>();

/** Empty for an app that is gone: it has none. */
async function workspaceOf(pool: pg.Pool, appId: string): Promise<string> {
  let known = workspaces.get(pool);
  if (!known) workspaces.set(pool, (known = new LRUCache({ max: 50_000 })));
  const found = known.get(appId);
  if (found !== undefined) return found;
  const { rows } = await pool.query<{ workspace_id: string }>(
    'select workspace_id from apps where app_id = $1',
    [appId],
  );
  if (rows[0]) known.set(appId, rows[0].workspace_id);
  return rows[0]?.workspace_id ?? '';
}

type ScopedClient = pg.PoolClient & PreparingClient & { getTransactionStatus(): 'I' | 'T' | 'E' | null };

function scopedClient(client: ScopedClient, scope: Scope): PostgresPoolClient {
  let broken = false;
  const query = async (text: string, values: readonly unknown[]): Promise<any> => {
    // Its own name: a plan is made for a role, and would be replanned whenever roles alternate.
    const name = client.named ? statementName(`app ${text}`) : undefined;
    if (client.getTransactionStatus() !== 'I')
      return values.length === 0 ? client.query(text) : client.query({ name, text, values: [...values] });
    if (/^(begin|start transaction)/.test(text))
      return client.query(`${text}; ${enterScope(scope, client)}`).catch((error: unknown) => {
        // It has started and cannot continue, and nothing else will end it.
        broken = true;
        throw error;
      });
    if (client.distributed) return inTransaction(text, values, name);
    await primeScope(client);
    return new Promise((resolve, reject) => {
      const done = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result));
      client.query(new ScopedQuery(scope, { name, text, values }, done, client) as never);
    });
  };
  // Citus passes settings on in an explicit transaction alone.
  async function inTransaction(text: string, values: readonly unknown[], name: string | undefined) {
    try {
      await client.query(`begin; ${enterScope(scope, client)}`);
      const result = await client.query(
        // Extended: several statements at once are refused.
        { ...(name && { name }), text, values: [...values], queryMode: 'extended' } as pg.QueryConfig,
      );
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch(() => (broken = true));
      throw error;
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: (error) => client.release(error || broken),
    get processID() {
      return (client as unknown as { processID: number }).processID;
    },
  };
}
