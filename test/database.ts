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

async function createOnServer(server: string, template: string): Promise<TestDatabase> {
  const name = `docent_test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  // Two suites may clone at once; the template must be free of other sessions, so they take turns.
  await admin.query('select pg_advisory_lock(4207312)');
  await admin.query(`create database ${name} template ${template}`);
  await admin.query('select pg_advisory_unlock(4207312)');
  await admin.end();
  // Made and dropped without the pooler, reached through it.
  const reach = process.env['TEST_POOLER_URL'] ?? server;
  const url = Object.assign(new URL(reach), { pathname: `/${name}` }).href;
  return {
    url,
    connect: async (poolSize = 10) => connectPostgres(url, poolSize),
    async drop() {
      const client = new pg.Client({ connectionString: server });
      await client.connect();
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}
