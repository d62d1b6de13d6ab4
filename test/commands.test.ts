// Every command of package.json that changes something, or reads in bulk, leaves a trace in the audit log.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { createContext, type Context } from '../shared/context.ts';
import { readConfig } from '../shared/platform/config.ts';
import { cleanEnvironment } from './clean-environment.ts';
import {
  citusWorkers,
  createEmptyDatabase,
  createTestDatabase,
  testFolder,
  unpackMigrated,
  type TestDatabase,
} from './database.ts';
import { PASSWORD } from './seeded.ts';

const commands = Object.entries(manifest.scripts)
  .map(([name, line]) => [name, /^exec node (commands\/[\w-]+\.ts)$/.exec(line)?.[1]] as const)
  .filter(([, file]) => file !== undefined);

/** They check something, or write documentation or the client's package. */
const HARMLESS = [
  'audit:verify',
  'db:status',
  'receipt:verify',
  'docs:stores',
  'client:types',
  'client:pack',
];
/** They start the service, which notes what it does itself. */
const SERVING = ['cluster'];
/** They fill another database. */
const ELSEWHERE = ['restore', 'db:move'];

let database: TestDatabase;
let appId: string;
let environment: Record<string, string>;

/** Opens the database, which no command may use meanwhile. */
async function within<T>(run: (ctx: Context) => Promise<T>, given = environment): Promise<T> {
  const ctx = await createContext({ ...readConfig(given), roles: new Set() });
  try {
    return await run(ctx);
  } finally {
    await ctx.close();
  }
}

const folder = () => mkdtempSync(join(testFolder(), 'commands-'));
function noZip(): string {
  const file = join(folder(), 'no.zip');
  writeFileSync(file, 'no ZIP');
  return file;
}
/** Arguments with which a command does its work, and how its action is called in the log. */
const trials: Record<string, { args: () => string[]; action?: string; fails?: boolean }> = {
  'admin:recover': { args: () => ['admin@example.com'] },
  'app:import': { args: () => [noZip()], fails: true },
  'audit:export': { args: () => [join(folder(), 'audit.ndjson')] },
  backup: { args: () => [join(folder(), 'docent.zip')] },
  // Without a Citus there is nothing to distribute to.
  'db:distribute': { args: () => [], fails: citusWorkers.length === 0 },
  'db:scrub': { args: () => [] },
  keys: {
    args: () => ['create', '--name', 'Deploy', '--scopes', 'chat,documents:read'],
    action: 'keys.create',
  },
  'keys:rotate-app': { args: () => [appId], action: 'keys.rotateApp' },
  'keys:rotate-master': { args: () => [], action: 'keys.rotateMaster' },
  'storage:move': { args: () => [`file://${folder()}`, '--from', `file://${folder()}`] },
  'ledger:archive': { args: () => ['--before', '2026-01', '--to', folder()] },
};

beforeAll(async () => {
  database = await createTestDatabase();
  environment = {
    DATA_DIR: folder(),
    LOG_LEVEL: 'silent',
    ADMIN_EMAIL: 'admin@example.com',
    ADMIN_PASSWORD: PASSWORD,
    ...(database.url && { DATABASE_URL: database.url }),
  };
  if (!database.url) await unpackMigrated(environment['DATA_DIR']!);
  appId = await within(async (ctx) => {
    await firstStart(ctx);
    const { app_id } = await ctx.db.selectFrom('apps').select('app_id').executeTakeFirstOrThrow();
    await ctx.db
      .insertInto('ledger')
      .values({
        app_id,
        usage_id: 'use_of_2025',
        kind: 'chat',
        model: 'builtin-extractive',
        status: 'settled',
        cost: '0',
        day: '2025-03-01',
        opened_at: new Date('2025-03-01T10:00:00Z'),
        settled_at: new Date('2025-03-01T10:00:01Z'),
        aggregated: true,
      })
      .execute();
    return app_id;
  });
});
afterAll(() => database.drop());

test('every command is known here', () => {
  expect(commands.map(([name]) => name).sort()).toEqual(
    [...HARMLESS, ...SERVING, ...ELSEWHERE, ...Object.keys(trials)].sort(),
  );
});

test('each leaves its entries', async () => {
  const failed: Record<string, string> = {};
  for (const [name, { args, fails }] of Object.entries(trials)) {
    const file = commands.find(([command]) => command === name)![1]!;
    await promisify(execFile)(process.execPath, [file, ...args()], {
      env: { ...cleanEnvironment(), ...environment } as never,
    }).then(
      () => fails && (failed[name] = 'did not fail'),
      ({ stderr }) => !fails && (failed[name] = stderr),
    );
  }
  expect(failed).toEqual({});
  const entries = await within(({ db }) =>
    db
      .selectFrom('audit_entries')
      .selectAll()
      .where('actor_kind', '=', 'command')
      .orderBy('sequence')
      .execute(),
  );
  for (const [name, { action = name, fails }] of Object.entries(trials)) {
    const own = entries.filter((entry) => entry.action === action);
    expect(own.at(-1), name).toBeDefined();
    expect([name, own.at(-1)!.outcome === 'ok']).toEqual([name, !fails]);
  }
});

test('keys are made, listed, rotated and revoked from a terminal', async () => {
  const run = async (...args: string[]) =>
    promisify(execFile)(process.execPath, ['commands/manage-keys.ts', ...args], {
      env: { ...cleanEnvironment(), ...environment } as never,
    }).then(
      ({ stdout }) => stdout,
      ({ stderr }) => `failed: ${stderr}`,
    );
  const made = await run('create', '--name', 'Page', '--publishable', '--origins', 'https://example.com');
  const [keyId, secret] = made.split('\n');
  expect(secret).toMatch(/^pk_/);
  expect(await run('rotate', keyId!, '--overlap-hours', '0')).toMatch(/\npk_/);
  expect(await run('revoke', keyId!)).toContain('Page');
  expect(await run('list')).toMatch(new RegExp(`${keyId} .*publishable  revoked  chat  Page`));
  expect(await run('create', '--name', 'Page', '--publishable')).toMatch(
    /^failed: --origins: .*at least one allowed origin/,
  );
  expect(await run('explode')).toMatch(/^failed: Usage/);
});

test('a backup is checked, restored into an empty place, and opened there; the embedded database is moved', async () => {
  const run = (script: string, args: string[], given: Record<string, string>) =>
    promisify(execFile)(process.execPath, [`commands/${script}.ts`, ...args], {
      env: { ...cleanEnvironment(), ...given } as never,
    }).catch(({ stderr, code }: { stderr: string; code: number }) => ({ stdout: `${code}: ${stderr}` }));
  const file = join(folder(), 'docent.zip');
  expect((await run('backup', [file], environment)).stdout).toContain(`${file}: `);
  expect((await run('restore', [file, '--check'], environment)).stdout).toContain('is whole');
  // The database that it was made of is in use.
  expect((await run('restore', [file], environment)).stdout).toMatch(/^1: The database is in use already/);

  const server = process.env['TEST_DATABASE_URL'];
  const empty = server ? await createEmptyDatabase(server) : undefined;
  const other = { ...environment, DATA_DIR: folder(), ...(empty?.url && { DATABASE_URL: empty.url }) };
  // Without its keys nothing can be opened; with them it can.
  cpSync(join(environment['DATA_DIR']!, 'master.key'), join(other.DATA_DIR, 'master.key'));
  cpSync(join(environment['DATA_DIR']!, 'app-keys'), join(other.DATA_DIR, 'app-keys'), { recursive: true });
  expect((await run('restore', [file], other)).stdout).toContain('Start Docent.');
  const noted = await within(
    ({ db }) => db.selectFrom('audit_entries').select('action').where('action', '=', 'restore').execute(),
    other,
  );
  expect(noted.length).toBeGreaterThan(0);
  if (!server) {
    expect((await run('move-database', ['--to', 'postgres://127.0.0.1:1/none'], other)).stdout).toMatch(
      /^1: postgres:\/\/127\.0\.0\.1:1\/none cannot be used/,
    );
  } else {
    const target = await createEmptyDatabase(server);
    const embedded = { ...environment, DATA_DIR: folder(), DATABASE_URL: '' };
    await within((ctx) => firstStart(ctx), embedded);
    expect((await run('move-database', ['--to', target.url!], embedded)).stdout).toContain('and compared');
    await expect(within(async () => {}, embedded)).rejects.toThrow('was moved to');
    const apps = await within(({ db }) => db.selectFrom('apps').select('name').execute(), {
      ...embedded,
      DATABASE_URL: target.url!,
    });
    expect(apps).toHaveLength(1);
    await target.drop();
  }
  await empty?.drop();
});
