// npm run storage:move as an operator runs it: killed in the middle, run again, and Docent started in the new place.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { createContext, type Context } from '../shared/context.ts';
import { readConfig } from '../shared/platform/config.ts';
import { findApp } from '../shared/tenancy/app.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { createTestDatabase, testFolder, unpackMigrated, type TestDatabase } from './database.ts';
import { startS3Server, type S3Server } from './s3-server.ts';
import { PASSWORD } from './seeded.ts';
import { until } from './until.ts';

let s3: S3Server;
let database: TestDatabase;
let environment: Record<string, string>;
let folder: string;
beforeAll(async () => {
  s3 = await startS3Server();
  database = await createTestDatabase();
  folder = mkdtempSync(join(testFolder(), 'files-'));
  environment = {
    ...s3.environment(),
    STORAGE_URL: `file://${folder}`,
    DATA_DIR: mkdtempSync(join(testFolder(), 'moved-')),
    LOG_LEVEL: 'silent',
    ADMIN_PASSWORD: PASSWORD,
    ...(database.url && { DATABASE_URL: database.url }),
  };
  if (!database.url) await unpackMigrated(environment['DATA_DIR']!);
});
afterAll(async () => {
  await s3.close();
  await database.drop();
});

async function within<T>(given: Record<string, string>, run: (ctx: Context) => Promise<T>): Promise<T> {
  const ctx = await createContext({ ...readConfig(given), roles: new Set() });
  try {
    return await run(ctx);
  } finally {
    await ctx.close();
  }
}

const options = () => ({ env: { ...cleanEnvironment(), ...environment } as unknown as NodeJS.ProcessEnv });
const COMMAND = 'commands/move-storage.ts';
const FILES = 30;
const contentOf = (place: number) => `content of file ${place}`;

test('a move that is killed is continued, and Docent starts where the files are', async () => {
  const appId = await within(environment, async (ctx) => {
    await firstStart(ctx);
    const { app_id } = await ctx.db.selectFrom('apps').select('app_id').executeTakeFirstOrThrow();
    const { dataKey } = (await findApp(ctx, app_id))!;
    for (let place = 0; place < FILES; place++) {
      const at = { appId: app_id, blobId: `blob_${place}`, key: dataKey };
      await ctx.blobs.write(at, Readable.from([contentOf(place)]), Infinity);
    }
    return app_id;
  });
  // It cannot come to its end before it is killed.
  s3.silentAfterPuts = FILES / 2;
  const first = spawn(process.execPath, [COMMAND, 's3://docent/files'], { ...options(), stdio: 'ignore' });
  await until('some files in the bucket', () => s3.objects().size > 5);
  const ended = new Promise((resolve) => first.once('exit', resolve));
  first.kill('SIGKILL');
  await ended;
  s3.silentAfterPuts = undefined;

  // With Postgres, the killed process counts as living until it has been silent for a while.
  if (database.url) await within(environment, ({ db }) => db.deleteFrom('processes').execute());
  const { stdout } = await promisify(execFile)(process.execPath, [COMMAND, 's3://docent/files'], options());
  // After some seconds, what has been copied so far is reported before it.
  const counts = /^(\d+) files were copied to s3:\/\/docent\/files and verified .*; (\d+) had/m;
  expect(stdout).toMatch(counts);
  const [, copied, kept] = counts.exec(stdout)!;
  expect(Number(copied) + Number(kept)).toBe(FILES);
  expect(stdout).toContain(`${FILES} files were removed from file://${folder}.`);
  expect(stdout).toContain('Now set STORAGE_URL=s3://docent/files\n');
  expect(stdout).toContain(`and APP_KEYS_DIR=${folder}/app-keys,`);

  await expect(within(environment, async () => {})).rejects.toThrow(/were moved to s3:\/\/docent\/files/);
  environment = { ...environment, STORAGE_URL: 's3://docent/files', APP_KEYS_DIR: join(folder, 'app-keys') };
  await within(environment, async (ctx) => {
    const { dataKey } = (await findApp(ctx, appId))!;
    for (let place = 0; place < FILES; place++) {
      const at = { appId, blobId: `blob_${place}`, key: dataKey };
      expect(await text(await ctx.blobs.read(at))).toBe(contentOf(place));
    }
    const actions = ctx.db.selectFrom('audit_entries').select(['action', 'actor_kind', 'outcome']);
    const entries = await actions.where('action', '=', 'storage:move').orderBy('sequence').execute();
    expect(entries.at(-1)).toEqual({ action: 'storage:move', actor_kind: 'command', outcome: 'ok' });
  });
});

test('wrong arguments say what to do', async () => {
  for (const [args, message] of [
    [[], /^Usage: npm run storage:move/],
    [['s3://docent/files'], /^s3:\/\/docent\/files is where the files are/],
    [['ftp://docent'], /^ftp:\/\/docent must be file:/],
  ] as const)
    await expect(promisify(execFile)(process.execPath, [COMMAND, ...args], options())).rejects.toMatchObject({
      stderr: expect.stringMatching(message),
    });
});
