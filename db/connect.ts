// One interface to two engines: a pool of Postgres connections, or PGlite in a worker thread. Values have the same
// types.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database, Db } from './database.ts';
import { openEmbeddedPostgres, type EmbeddedPostgres } from './embedded/client.ts';
import { lockDataFolder } from './embedded/lock.ts';

export type Connection = {
  db: Db;
  /** The job queue's access to the same database. */
  engine: { kind: 'embedded'; postgres: EmbeddedPostgres } | { kind: 'postgres'; url: string; pool: pg.Pool };
  /** Resolves if the database failed permanently. A server that is away comes back instead. */
  lost: Promise<Error>;
  close(): Promise<void>;
};

// As in PGlite: bigint as a number (all of ours are below 2^53), a date as text, not as midnight in some time zone.
const parsers: Record<number, (value: string) => unknown> = {
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.DATE]: (value) => value,
};
const typeParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    parsers[oid] ?? pg.types.getTypeParser(oid, format),
};

const statementNames = new Map<string, string>();

/**
 * A statement's name, so that Postgres parses and plans it once per connection. Bounded: rare statements stay
 * unnamed.
 */
export function statementName(sql: string): string | undefined {
  let name = statementNames.get(sql);
  if (!name && statementNames.size < 300) {
    name = createHash('sha1').update(sql).digest('base64url');
    statementNames.set(sql, name);
  }
  return name;
}

class PreparingClient extends pg.Client {
  override query(...args: any[]): any {
    const [text, values, ...rest] = args;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return super.query(...(args as [any]));
    return super.query({ name: statementName(text), text, values }, ...(rest as []));
  }
}

/**
 * What every connection begins with. JIT: it compiles for tens of milliseconds what takes a few, wherever the planner
 * overestimates. HNSW: 200 candidates, because with fewer some questions find nothing of their topic, and on until enough
 * match a filter. The pool waits for the promise, which its types do not say.
 */
const prepareSession = (client: pg.ClientBase): unknown =>
  client.query("set jit = off; set hnsw.ef_search = 200; set hnsw.iterative_scan = 'strict_order'");

/**
 * Opens a pool of connections to a Postgres server (15 or later, pgvector 0.8 or later). A lost connection is
 * replaced at the next query; waiting longer than 10 s for one fails only that query.
 */
export function connectPostgres(url: string, poolSize: number): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types: typeParsers,
    Client: PreparingClient,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: 'docent',
    onConnect: prepareSession,
  });
  // A broken idle connection is an event, not a crash; the pool has already dropped it.
  pool.on('error', () => {});
  // The pool does not listen on connections in use: without this listener, losing one in a transaction would end the
  // process. The transaction fails with its next statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    engine: { kind: 'postgres', url, pool },
    lost: new Promise(() => {}),
    close: () => db.destroy(),
  };
}

/**
 * Opens the embedded database.
 * @param options dataDir: its folder (locked against other processes), or none for one in memory; template: the file
 *   of a dump to start from
 * @throws DataFolderInUse
 */
export async function connectEmbedded(options: { dataDir?: string; template?: string }): Promise<Connection> {
  const unlock = options.dataDir ? lockDataFolder(options.dataDir) : () => {};
  try {
    const postgres = await openEmbeddedPostgres({
      dataDir: options.dataDir ? join(options.dataDir, 'postgres') : undefined,
      template: options.template,
    });
    const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: postgres as never }) });
    const close = async () => {
      await db.destroy();
      await postgres.close();
      unlock();
    };
    return { db, engine: { kind: 'embedded', postgres }, lost: postgres.lost, close };
  } catch (error) {
    unlock();
    throw error;
  }
}
