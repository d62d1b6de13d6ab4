// Docent as a test meets it: the whole service in this process, on a database of its own, over real HTTP.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { firstStart } from '../server/operations/bootstrap/first-start.ts';
import { seedDemo } from '../server/operations/bootstrap/seed-demo.ts';
import { startServer } from '../server/start-server.ts';
import { readConfig, type Config, type Role } from '../shared/platform/config.ts';
import { openRunningAnswers } from '../shared/chat/running-answers.ts';
import { createContext, type Context } from '../shared/context.ts';
import { newId } from '../shared/platform/ids.ts';
import { createComputePool } from '../worker/documents/compute/pool.ts';
import { startWorker } from '../worker/start-worker.ts';
import { createTestDatabase, testFolder, type Demo, type TestDatabase } from './database.ts';
import { modelEnvironment } from './model-server.ts';
import { PASSWORD, copySeeded } from './seeded.ts';

export type Docent = {
  url: string;
  ctx: Context;
  database: TestDatabase;
  apiKey: string;
  adminEmail: string;
  adminPassword: string;
  /** A request to /api/v1 with the demo key, unless the headers say otherwise. */
  api(path: string, init?: RequestInit & { json?: unknown }): Promise<Response>;
  /** @param hurry until it is aborted, requests are waited for */
  close(hurry?: AbortSignal): Promise<void>;
};

/** The folder with the files of a test's Docent. */
export function fileFolder({ storage }: Pick<Config, 'storage'>): string {
  if (storage.kind !== 'folder') throw new Error('the files are in a bucket');
  return storage.folder;
}

/** What these say decides how a first start goes: a copy of another one would not do. */
const OF_THE_START = /^(ADMIN_|BOOTSTRAP_|EMBEDDING_|MASTER_|STORAGE_|DATA_)/;

/** Which first start is the one that this environment would make; undefined: neither. */
function demoOf(overrides: Partial<Config>, environment: Record<string, string>): Demo | undefined {
  if (overrides.models || overrides.roles?.has('worker') === false) return undefined;
  const { EMBEDDING_MODEL, EMBEDDING_DIMENSIONS, ...rest } = environment;
  if (Object.keys(rest).some((name) => OF_THE_START.test(name))) return undefined;
  if (!EMBEDDING_MODEL && !EMBEDDING_DIMENSIONS) return 'seeded';
  const usual = modelEnvironment({ url: '' });
  return EMBEDDING_MODEL === usual.EMBEDDING_MODEL && EMBEDDING_DIMENSIONS === usual.EMBEDDING_DIMENSIONS
    ? 'served'
    : undefined;
}

/** One for all suites of this process: starting a child that reads files costs as much as reading a hundred. */
const compute = createComputePool({ idleMs: 600_000 });
const shared = { ...compute, close: async () => {} };

/**
 * Starts api and worker (or the roles of the overrides) with the demo app ready: as a second start on a copy of one of
 * the first starts that all suites share, or as a first one where that would differ.
 * @param environment as for the real process, e.g. OPENAI_BASE_URL
 */
export async function startDocent(
  overrides: Partial<Config> = {},
  environment: Record<string, string> = {},
): Promise<Docent> {
  const demo = demoOf(overrides, environment);
  const copied = demo && copySeeded(demo);
  const database = await createTestDatabase(demo ?? 'migrated');
  const config: Config = {
    ...readConfig({
      PORT: '0',
      DATA_DIR: copied?.dataDir ?? mkdtempSync(join(testFolder(), 'data-')),
      LOG_LEVEL: 'silent',
      ADMIN_PASSWORD: PASSWORD,
      ...(database.url && { DATABASE_URL: database.url }),
      ...environment,
    }),
    roles: new Set(['api', 'worker']),
    ...overrides,
  };
  const ctx = await createContext(config, await database.connect(config.databasePool));
  const stopWorker = config.roles.has('worker') ? await startWorker(ctx, shared) : undefined;
  const server = await startServer(ctx);
  const begun = (await firstStart(ctx)) ?? copied?.begun;
  await seedDemo(ctx);
  const apiKey = begun?.apiKey ?? '';
  return {
    url: server.url,
    ctx,
    database,
    apiKey,
    adminEmail: begun?.adminEmail ?? '',
    adminPassword: begun?.adminPassword ?? '',
    api: (path, { json, ...init } = {}) =>
      fetch(`${server.url}/api/v1${path}`, {
        ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
        ...init,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(json !== undefined && { 'content-type': 'application/json' }),
          ...(init.headers as Record<string, string>),
        },
      }),
    async close(hurry) {
      await server.close(hurry);
      await ctx.close();
      await stopWorker?.();
      await database.drop();
    },
  };
}

/**
 * Another API process on the same database: with connections and a process id of its own, nothing shared in memory.
 * The embedded database has one session, so there both use it.
 */
export async function startBeside(docent: Docent): Promise<{ url: string; close(): Promise<void> }> {
  const config = { ...docent.ctx.config, roles: new Set<Role>(['api']) };
  if (docent.database.url) {
    const ctx = await createContext(config, await docent.database.connect());
    const server = await startServer(ctx);
    return {
      url: server.url,
      async close() {
        await server.close();
        await ctx.close();
      },
    };
  }
  const processId = newId('proc');
  await docent.ctx.db.insertInto('processes').values({ process_id: processId }).execute();
  const runningAnswers = openRunningAnswers(docent.ctx.connection, processId, docent.ctx.log);
  const ctx = { ...docent.ctx, config, processId, stopping: new AbortController(), runningAnswers };
  return startServer(ctx);
}
