// What earlier releases left behind is migrated and goes on serving. For snapshots see take-snapshot.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../server/start-server.ts';
import { readConfig } from '../shared/platform/config.ts';
import { createContext, type Context } from '../shared/context.ts';
import { startWorker } from '../worker/start-worker.ts';
import { readCatalog } from './catalog.ts';
import { citusWorkers, createTestDatabase } from './database.ts';
import { until } from './until.ts';
import { readSnapshot, restoreDatabase, snapshotVersions, unpackFiles, type Snapshot } from './snapshot.ts';

type Running = { ctx: Context; call(method: string, path: string, body?: object): Promise<Response> };
const closers: (() => Promise<unknown> | undefined)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

/** As `npm start` does on the database and the data folder of the snapshot. */
async function start(snapshot: Snapshot): Promise<Running> {
  const database = await restoreDatabase(snapshot);
  const config = {
    ...readConfig({
      PORT: '0',
      DATA_DIR: unpackFiles(snapshot),
      LOG_LEVEL: 'silent',
      ...(database.url && { DATABASE_URL: database.url }),
    }),
    roles: new Set(['api', 'worker'] as const),
  };
  const ctx = await createContext(config, await database.connect(config.databasePool));
  const stopWorker = await startWorker(ctx);
  const server = await startServer(ctx);
  closers.push(server.close, ctx.close, async () => stopWorker(), database.drop);
  const call = (method: string, path: string, body?: object) =>
    fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${snapshot.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { ctx, call };
}

test('there is a snapshot of the first release', () => {
  expect(snapshotVersions()).toContain('0.2.0');
});

describe.each(snapshotVersions())('an installation of %s', (version) => {
  const snapshot = readSnapshot(version);
  let ctx: Context;
  let call: Running['call'];
  beforeAll(async () => ({ ctx, call } = await start(snapshot)));

  // On Citus the new one is spread, and this one waits for `npm run db:distribute`.
  test.skipIf(citusWorkers.length > 0)('has the schema of a new one after its migration', async () => {
    const fresh = await createTestDatabase();
    const connection = await fresh.connect(1);
    closers.push(connection.close, fresh.drop);
    expect(await readCatalog(ctx.db)).toEqual(await readCatalog(connection.db));
  });

  test('keeps what was said and uploaded, answers from it and takes more', async () => {
    const get = async (path: string): Promise<any> => (await call('GET', path)).json();
    const { session } = await get(`/sessions/${snapshot.sessionId}`);
    expect(session.messages.map(({ role }: { role: string }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    expect(session.messages[0].content).toBe('Who is called first in an outage?');
    const content = await call('GET', `/documents/${snapshot.documentId}/content`);
    expect(await content.text()).toBe('The canteen opens at noon every day.');

    const answered = await call('POST', '/chat', {
      message: 'When does the canteen open?',
      session_id: snapshot.sessionId,
    });
    const answer: any = await answered.json();
    expect(answer).toMatchObject({
      finish_reason: 'stop',
      citations: [{ document_id: snapshot.documentId }],
    });

    const path = `/documents/${snapshot.documentId}`;
    await call('PUT', path, { name: 'canteen.md', text: 'The canteen is closed for good.' });
    await until('the new version', async () =>
      (await (await call('GET', `${path}/content`)).text()).includes('closed'),
    );
    const { usage } = await get('/usage');
    expect(usage.total_requests).toBeGreaterThan(2);
  });
});
