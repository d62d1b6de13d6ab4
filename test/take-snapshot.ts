// Makes the fixture of a release: npm run test:snapshot, with TEST_DATABASE_URL naming a Postgres server and pg_dump
// installed. Run it once, when the version in package.json is released.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { seedDemo } from '../server/operations/bootstrap/seed-demo.ts';
import { startServer } from '../server/start-server.ts';
import { readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { startWorker } from '../worker/start-worker.ts';
import { createEmptyDatabase } from './database.ts';
import { until } from './until.ts';
import { writeSnapshot } from './snapshot.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const server = process.env['TEST_DATABASE_URL'];
if (!server) throw new Error('TEST_DATABASE_URL must name a Postgres server.');

const database = await createEmptyDatabase(server);
const dataDir = mkdtempSync(join(tmpdir(), 'docent-snapshot-'));
const config = {
  ...readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'error', DATABASE_URL: database.url }),
  roles: new Set(['api', 'worker'] as const),
};
const ctx = await createContext(config);
const stopWorker = await startWorker(ctx);
const { url, close } = await startServer(ctx);
const { apiKey } = (await firstStart(ctx))!;
await seedDemo(ctx);

const call = async (method: string, path: string, body?: object): Promise<any> => {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
};
const ready = (documentId: string) =>
  until(
    'the document',
    async () => (await call('GET', `/documents/${documentId}`)).document.status === 'ready',
  );

const { documents } = await call('POST', '/documents', {
  name: 'canteen.md',
  text: 'The canteen opens at eleven.',
});
const documentId = documents[0].document_id;
await ready(documentId);
await call('PUT', `/documents/${documentId}`, {
  name: 'canteen.md',
  text: 'The canteen opens at noon every day.',
});
await until('the new version', async () =>
  (await call('POST', '/search', { query: 'canteen noon' })).results[0]?.text.includes('noon'),
);
await ready(documentId);
const answer = await call('POST', '/chat', {
  message: 'Who is called first in an outage?',
  end_user_id: 'visitor-1',
});
await call('POST', '/chat', {
  message: 'When does the canteen open?',
  session_id: answer.session_id,
  end_user_id: 'visitor-1',
});
await call('POST', `/messages/${answer.message_id}/feedback`, { rating: 'up', comment: 'Quick and right.' });

await close();
await ctx.close();
await stopWorker();
const dump = execFileSync('pg_dump', ['--no-owner', '--inserts', '--rows-per-insert=200', database.url!], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
// Newer versions of pg_dump guard their output by commands of psql.
const sql = dump.replaceAll(/^\\.*$/gm, '');
console.log(
  writeSnapshot(version, dataDir, { database: sql, apiKey, sessionId: answer.session_id, documentId }),
);
await database.drop();
rmSync(dataDir, { recursive: true });
