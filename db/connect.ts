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
  engine:
    | { kind: 'embedded'; postgres: EmbeddedPostgres }
    | {
        kind: 'postgres';
        url: string;
        directUrl: string | undefined;
        pool: pg.Pool;
        /** Whether Citus is there, which can spread the tables over machines; known from the first connection on. */
        distributed: boolean;
      };
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

/** `auto`: statements are prepared under names unless a pooler is in front, whose servers may not know the names. */
type Preparing = 'auto' | 'on' | 'off';

export class PreparingClient extends pg.Client {
  /** A pooler is in front: what a session knows may be gone with the next transaction. */
  pooled = false;
  /** Whether statements are prepared under names. */
  named = true;
  /** The tables are spread over machines by Citus, which passes on what `set local` says within a transaction, and nothing else. */
  distributed = false;

  override query(...args: any[]): any {
    const [text, values, ...rest] = args;
    if (!this.named || typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return super.query(...(args as [any]));
    return super.query({ name: statementName(text), text, values }, ...(rest as []));
  }
}

/**
 * What every connection begins with. JIT: it compiles for tens of milliseconds what takes a few, wherever the planner
 * overestimates. HNSW: 200 candidates, because with fewer some questions find nothing of their topic, and on until enough
 * match a filter.
 */
export const SESSION_SETTINGS = {
  jit: 'off',
  'hnsw.ef_search': '200',
  'hnsw.iterative_scan': 'strict_order',
};

/** Has Citus pass on to the other machines what `set local` says. */
export const PROPAGATION = `citus.propagate_set_commands = 'local'`;

/**
 * Has Citus ask each machine over one connection. Over several, it refuses a transaction that has changed all apps and then
 * changes a workspace. Behind a pooler it is the database's own default: see `distribute`.
 */
export const ONE_CONNECTION = 'citus.multi_shard_modify_mode=sequential';

/**
 * Finds out what is at the other end, and sets what holds for a session. A pooler gives its clients made-up process
 * ids, and its sessions end with each transaction: there the settings come with an app's transactions instead.
 */
async function openSession(client: PreparingClient, preparing: Preparing): Promise<void> {
  const { rows } = await client.query(
    `select pg_backend_pid() as pid, exists (select from pg_extension where extname = 'citus') as distributed`,
  );
  client.distributed = rows[0].distributed;
  client.pooled = rows[0].pid !== (client as unknown as { processID: number }).processID;
  client.named = preparing === 'on' || (preparing === 'auto' && !client.pooled);
  if (client.pooled) return;
  const settings = Object.entries(SESSION_SETTINGS).map(([name, value]) => `set ${name} = ${value}`);
  if (client.distributed) settings.push(`set ${PROPAGATION}`, `set ${ONE_CONNECTION}`);
  await client.query(settings.join('; '));
}

/** Whether a pooler is between the service and its database. */
export async function isPooled(pool: pg.Pool): Promise<boolean> {
  const client = await pool.connect();
  client.release();
  return (client as unknown as PreparingClient).pooled;
}

export type PostgresOptions = {
  /** An address without a pooler, for what needs a session: jobs that are announced, indexes. */
  directUrl?: string | undefined;
  /** Default: auto. */
  preparing?: Preparing | undefined;
};

/**
 * Opens a pool of connections to a Postgres server (15 or later, pgvector 0.8 or later). A lost connection is
 * replaced at the next query; waiting longer than 10 s for one fails only that query. A pooler in transaction mode may
 * be in front.
 */
export function connectPostgres(
  url: string,
  poolSize: number,
  { directUrl, preparing = 'auto' }: PostgresOptions = {},
): Connection {
  const pool: pg.Pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types: typeParsers,
    Client: PreparingClient,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    application_name: 'docent',
    // The pool waits for the promise, which its types do not say.
    onConnect: (client): unknown => open(client as unknown as PreparingClient),
  });
  // A broken idle connection is an event, not a crash; the pool has already dropped it.
  pool.on('error', () => {});
  // The pool does not listen on connections in use: without this listener, losing one in a transaction would end the
  // process. The transaction fails with its next statement.
  pool.on('connect', (client) => client.on('error', () => {}));
  const engine = { kind: 'postgres' as const, url, directUrl, pool, distributed: false };
  async function open(client: PreparingClient): Promise<void> {
    await openSession(client, preparing);
    engine.distributed = client.distributed;
  }
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    engine,
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
