// What all suites stand on: the built panel, and one migrated database as the template of theirs (a dump of PGlite, or a
// Postgres database to clone).
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { connectEmbedded, connectPostgres } from '../db/connect.ts';
import { migrate } from '../db/migrate.ts';
import { buildPanel } from '../server/panel/build-panel.ts';
import { openLog } from '../shared/log.ts';
import { openQueue } from '../shared/queue.ts';
import { templateName } from './database.ts';

export default async function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'docent-test-'));
  process.env['DOCENT_TEST_FOLDER'] = folder;
  process.env['DOCENT_TEST_RUN'] = randomBytes(6).toString('hex');
  // As npm start does it: only where it is missing or older than its source.
  const panel = buildPanel({ log: openLog({ logLevel: 'error' }), stopping: new AbortController() });
  const url = process.env['TEST_DATABASE_URL'];
  if (url)
    await onServer(url, [
      `drop database if exists ${templateName()} with (force)`,
      `create database ${templateName()}`,
    ]);
  const connection = url ? connectPostgres(urlOf(url, templateName()), 4) : await connectEmbedded({});
  await migrate(connection.db);
  const queue = await openQueue(connection, openLog({ logLevel: 'silent' }), { work: false });
  await queue.close();
  if (connection.engine.kind === 'embedded')
    writeFileSync(join(folder, 'template.tar'), await connection.engine.postgres.dump());
  await connection.close();
  await panel.ready;
  return async () => {
    rmSync(folder, { recursive: true, force: true });
    if (url) await onServer(url, [`drop database if exists ${templateName()} with (force)`]);
  };
}

const urlOf = (url: string, database: string) =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href;

async function onServer(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
