// Many processes on one database: started at once, and restarted one by one under load.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { rollUnderLoad } from '../bench/rolling.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { createEmptyDatabase, createTestDatabase, onPostgres, testFolder } from './database.ts';

const root = new URL('..', import.meta.url).pathname;
const AT_ONCE = 4;

test('without DATABASE_URL a cluster says what to do', async () => {
  const environment = { ...cleanEnvironment(), DATA_DIR: mkdtempSync(join(testFolder(), 'cluster-')) };
  const ended = await promisify(execFile)(process.execPath, [join(root, 'commands/cluster.ts')], {
    env: environment as unknown as NodeJS.ProcessEnv,
  }).catch((error: { code: number; stderr: string }) => error);
  expect(ended).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Docent cannot start: DATABASE_URL is not set.*\n$/),
  });
});

test('without a cluster there is nothing to restart', async () => {
  const environment = { ...cleanEnvironment(), DATA_DIR: mkdtempSync(join(testFolder(), 'cluster-')) };
  const ended = await promisify(execFile)(process.execPath, [join(root, 'commands/cluster.ts'), 'roll'], {
    env: environment as unknown as NodeJS.ProcessEnv,
  }).catch((error: { code: number; stderr: string }) => error);
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/^No cluster runs with DATA_DIR/) });
});

test.runIf(onPostgres)('first starts at once migrate and begin once, and all of them serve', async () => {
  const database = await createEmptyDatabase(process.env['TEST_DATABASE_URL']!);
  const environment = {
    ...cleanEnvironment(),
    PORT: '0',
    DATA_DIR: mkdtempSync(join(testFolder(), 'starts-')),
    DATABASE_URL: database.url,
    DATABASE_POOL: '2',
    LOG_LEVEL: 'error',
  };
  const started = Array.from({ length: AT_ONCE }, (_, place) => {
    const child = spawn(process.execPath, [join(root, 'main.ts')], {
      env: { ...environment, ROLES: place === 0 ? 'worker' : 'api' } as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit');
    let said = '';
    const up = new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text) => {
        said += text;
        if (/worker is running|Models/.test(said)) resolve();
      });
      child.stderr.on('data', (text) => (said += text));
      child.once('exit', () => reject(new Error(said)));
    });
    return { child, ended, up, said: () => said };
  });
  try {
    await Promise.all(started.map(({ up }) => up));
    // One shows the secrets.
    expect(started.filter(({ said }) => said().includes('Shown only once'))).toHaveLength(1);
    const { db, close } = await database.connect(2);
    const { rows } =
      await sql`select (select count(*) from workspaces) as workspaces, (select count(*) from apps) as apps,
      (select count(*) from admins) as admins, (select count(*) from settings where name = 'signing_key') as keys`.execute(
        db,
      );
    await close();
    expect(rows).toEqual([{ workspaces: 1, apps: 1, admins: 1, keys: 1 }]);
  } finally {
    for (const { child } of started) child.kill('SIGKILL');
    await Promise.all(started.map(({ ended }) => ended));
    await database.drop();
  }
});

test.runIf(onPostgres)('processes that are restarted one by one fail no request', async () => {
  const database = await createTestDatabase();
  try {
    const rolled = await rollUnderLoad({
      databaseUrl: database.url!,
      requests: 100,
      atOnce: 4,
      api: 1,
      worker: 1,
      drainSeconds: 10,
      longOneOf: 1_000,
      environment: cleanEnvironment(),
    });
    expect(rolled.said).toMatch(/All processes have been restarted/);
    expect(Object.fromEntries(rolled.failed)).toEqual({});
    expect(rolled.ended + rolled.stopped).toBeGreaterThan(0);
    expect(rolled.ready).toBe(rolled.documents);
  } finally {
    await database.drop();
  }
});
