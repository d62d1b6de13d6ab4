// A database of its own for each suite, cloned from a template: migrated; or begun with the demo seeded too, by the
// built-in models or by a model server.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { connectEmbedded, connectPostgres, type Connection } from '../db/connect.ts';
import { collectStatements } from './statements.ts';

export type Template = 'migrated' | Demo;
export type Demo = 'seeded' | 'served';

/** Named by the run, so that two runs on one server keep out of each other's way. */
export const templateName = (template: Template): string =>
  `docent_${template}_${process.env['DOCENT_TEST_RUN']}`;

/** The embedded template, as a dump. */
export const templateDump = (template: Template): string => join(testFolder(), `${template}.tar`);

/** Where suites keep files; removed when all tests have run. */
export const testFolder = (): string => process.env['DOCENT_TEST_FOLDER']!;

export const onPostgres = Boolean(process.env['TEST_DATABASE_URL']);

export type TestDatabase = {
  connect(poolSize?: number): Promise<Connection>;
  url: string | undefined;
  drop(): Promise<void>;
};

/** Held, so that all suites of this process share what V8 has compiled of it: it forgets code that nobody holds. */
let wasm: Promise<WebAssembly.Module> | undefined;

function holdCompiled(): Promise<WebAssembly.Module> {
  const folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  return WebAssembly.compile(readFileSync(join(folder, 'pglite.wasm')));
}

/**
 * PGlite in memory by default; on the server of TEST_DATABASE_URL where that is set, through the pooler of
 * TEST_POOLER_URL where there is one.
 */
export async function createTestDatabase(template: Template = 'migrated'): Promise<TestDatabase> {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server) {
    await (wasm ??= holdCompiled());
    const connect = async () => {
      const connection = await connectEmbedded({ template: templateDump(template) });
      collectStatements(connection);
      return connection;
    };
    return { connect, url: undefined, drop: async () => {} };
  }
  return createOnServer(server, templateName(template));
}

/** The embedded database of a data folder, as the first start leaves it before anything is in it. */
export async function unpackMigrated(dataDir: string): Promise<void> {
  const connection = await connectEmbedded({ dataDir, template: templateDump('migrated') });
  await connection.close();
}

/** A database of its own on a Postgres server, with nothing in it. */
export const createEmptyDatabase = (server: string): Promise<TestDatabase> =>
  createOnServer(server, 'template0');

/** The servers of a database: the one that is asked, and the workers of Citus where there are any. */
const servers = (first: string): string[] => [first, ...citusWorkers];

/** Addresses of the workers of a Citus whose coordinator is TEST_DATABASE_URL. */
export const citusWorkers: string[] = (process.env['TEST_CITUS_WORKERS'] ?? '').split(',').filter(Boolean);

/** Runs statements on a server, or on each where tables are spread over several. */
export async function onServers(first: string, statements: string[]): Promise<void> {
  for (const server of servers(first)) {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }
}

/** A database that sessions are in cannot be cloned: Citus has one of its own in each. */
export const freeOfSessions = (name: string): string[] =>
  citusWorkers.length === 0
    ? []
    : [
        `alter database ${name} allow_connections false`,
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}'`,
      ];

/**
 * Makes a database, which is there on all servers, one of Citus; does nothing where there are no workers.
 * @param options workers: the coordinator knows them, so the tables are spread over them
 */
export async function prepareCitus(url: string, { workers }: { workers: boolean }): Promise<void> {
  if (citusWorkers.length === 0) return;
  const { pathname } = new URL(url);
  const name = pathname.slice(1);
  const place = (server: string) => `'${new URL(server).hostname}', ${new URL(server).port}`;
  for (const server of servers(url)) {
    const client = new pg.Client({ connectionString: Object.assign(new URL(server), { pathname }).href });
    await client.connect();
    await client.query('create extension if not exists citus; create extension if not exists vector');
    if (server === url) {
      // Two parts: each is a table with its indexes in every suite's database.
      await client.query(`alter database ${name} set citus.shard_count = 2`);
      await client.query(`select citus_set_coordinator_host(${place(url)})`);
    }
    await client.end();
  }
  if (!workers) return;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const worker of citusWorkers) await client.query(`select citus_add_node(${place(worker)})`);
  await client.end();
}

async function createOnServer(server: string, template: string): Promise<TestDatabase> {
  const name = `docent_test_${randomBytes(6).toString('hex')}`;
  // Two suites may clone at once; the template must be free of other sessions, so they take turns.
  await onServers(server, [
    'select pg_advisory_lock(4207312)',
    `create database ${name} template ${template}`,
    'select pg_advisory_unlock(4207312)',
  ]);
  // Made and dropped without the pooler, reached through it.
  const reach = process.env['TEST_POOLER_URL'] ?? server;
  const url = Object.assign(new URL(reach), { pathname: `/${name}` }).href;
  return {
    url,
    connect: async (poolSize = 10) => connectPostgres(url, poolSize),
    async drop() {
      // A session of Citus may come in between ending all sessions and dropping.
      const drop = () => onServers(server, [`drop database if exists ${name} with (force)`]);
      await drop().catch(drop);
    },
  };
}
