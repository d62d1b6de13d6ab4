import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileFolder, startDocent, type Docent } from '../../../test/harness.ts';
import { bearer } from '../../../test/keys.ts';
import { setReadOnly } from '../../../test/read-only.ts';
import { until } from '../../../test/until.ts';
import { describeProblem } from './describe-problem.ts';
import { VERSION } from '../../../shared/platform/version.ts';

let docent: Docent;
// No worker runs: the demo documents' jobs wait. A worker elsewhere is played by its sign of life.
beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api']) });
});
afterAll(() => docent.close());

const status = async () => (await fetch(`${docent.url}/api/v1/status`)).json();
const body = (whole: string, database: string, workers: string) => ({
  success: true,
  status: whole,
  components: [
    { name: 'api', status: 'operational' },
    { name: 'database', status: database },
    { name: 'files', status: 'operational' },
    { name: 'workers', status: workers },
  ],
  version: VERSION,
});

const beat = (roles: string[], seen: ReturnType<typeof sql<Date>>) =>
  docent.ctx.db
    .insertInto('processes')
    .values({ process_id: 'proc_elsewhere', roles, seen_at: seen })
    .onConflict((conflict) =>
      conflict.column('process_id').doUpdateSet((row) => ({
        roles: row.ref('excluded.roles'),
        seen_at: row.ref('excluded.seen_at'),
      })),
    )
    .execute();

test('is degraded while no worker lives, however few jobs wait', async () => {
  expect(await status()).toEqual(body('degraded', 'operational', 'down'));
  await beat(['worker'], sql`now() - interval '1 minute'`);
  expect(await status()).toEqual(body('degraded', 'operational', 'down'));
  await beat(['api', 'admin'], sql`now()`);
  expect(await status()).toEqual(body('degraded', 'operational', 'down'));
  await beat(['worker'], sql`now() + interval '1 hour'`);
  expect(await status()).toEqual(body('operational', 'operational', 'operational'));
});

test('needs no key, and does not mind one', async () => {
  expect(await status()).toEqual(body('operational', 'operational', 'operational'));
  const response = await docent.api('/status', { headers: bearer('nonsense') });
  expect(await response.json()).toEqual(body('operational', 'operational', 'operational'));
});

test('is degraded when jobs have waited for minutes, but not for jobs of the future', async () => {
  await sql`update pgboss.job set start_after = now() + interval '1 hour' where state = 'created'`.execute(
    docent.ctx.db,
  );
  expect((await status()).status).toBe('operational');
  await sql`update pgboss.job set start_after = now() - interval '5 minutes' where name = 'read-document'`.execute(
    docent.ctx.db,
  );
  expect(await status()).toEqual(body('degraded', 'operational', 'degraded'));
});

test('is down without a database; requests then get an error to retry, and the process is not ready', async () => {
  const { db } = docent.ctx;
  const lost = () =>
    Promise.reject(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1'), { code: 'ECONNREFUSED' }));
  docent.ctx.db = {
    getExecutor: () => ({
      transformQuery: (node: unknown) => node,
      compileQuery: () => ({}),
      executeQuery: lost,
    }),
  } as never;
  try {
    expect(await status()).toEqual(body('down', 'down', 'down'));
    const response = await docent.api('/documents');
    const { error } = await response.json();
    expect([response.status, error.code, response.headers.get('retry-after')]).toEqual([
      503,
      'database_unavailable',
      '5',
    ]);
    expect(error.message).not.toContain('127.0.0.1');
    expect((await fetch(`${docent.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${docent.url}/healthz`)).status).toBe(200);
  } finally {
    docent.ctx.db = db;
  }
  expect((await fetch(`${docent.url}/readyz`)).status).toBe(200);
});

test('is degraded while the database takes no changes, and the process is not ready', async () => {
  const { heartbeat } = docent.ctx;
  const ready = async () => (await fetch(`${docent.url}/readyz`)).status;
  await setReadOnly(docent, true);
  try {
    await until('a heartbeat to fail', async () => (await ready()) === 503);
    await until('the connections to be back', async () => (await status()).status !== 'down');
    const { status: whole, components } = await status();
    expect(whole).toBe('degraded');
    expect(components[1]).toEqual({
      name: 'database',
      status: 'degraded',
      message: 'The database takes no changes.',
    });
  } finally {
    await setReadOnly(docent, false);
  }
  await until('a heartbeat to be taken', () =>
    heartbeat.beat().then(
      () => true,
      () => false,
    ),
  );
  expect(await ready()).toBe(200);
  expect((await status()).components[1]).toEqual({ name: 'database', status: 'operational' });
});

test('says so where files cannot be stored; questions are still answered', async () => {
  const { heartbeat, config } = docent.ctx;
  renameSync(fileFolder(config), `${fileFolder(config)}-away`);
  writeFileSync(fileFolder(config), 'no folder');
  try {
    await heartbeat.beat();
    const { status: whole, components } = await status();
    expect(whole).toBe('degraded');
    expect(components[2]).toEqual({
      name: 'files',
      status: 'down',
      message: 'The file store takes no changes.',
    });
    expect((await fetch(`${docent.url}/readyz`)).status).toBe(200);
  } finally {
    rmSync(fileFolder(config));
    renameSync(`${fileFolder(config)}-away`, fileFolder(config));
  }
  await heartbeat.beat();
  expect((await status()).components[2]).toEqual({ name: 'files', status: 'operational' });
});

test.each([
  [{ code: 'ENOSPC' }, 'The disk of the file store is full.'],
  [{ code: '53100' }, 'The disk of the file store is full.'],
  [{ code: 'EROFS' }, 'The file store takes no changes.'],
])('a full disk is called that: %o', (problem, message) => {
  expect(describeProblem('files', problem)).toBe(message);
});
