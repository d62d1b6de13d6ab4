import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectEmbedded, connectPostgres } from '../../../db/connect.ts';
import { scrubDatabase } from '../../../db/scrub-database.ts';
import { readConfig, type Config } from '../../../shared/platform/config.ts';
import { createContext, type Context } from '../../../shared/context.ts';
import {
  citusWorkers,
  createTestDatabase,
  freeOfSessions,
  onServers,
  testFolder,
  unpackMigrated,
  type TestDatabase,
} from '../../../test/database.ts';
import { filesBelow } from '../../../test/dump.ts';
import { fileFolder } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { PASSWORD } from '../../../test/seeded.ts';
import { startWorker } from '../../../worker/start-worker.ts';
import { firstStart } from '../../operations/bootstrap/first-start.ts';
import { startServer } from '../../start-server.ts';

// A server on files of its own, which can be stopped, copied and started again.
let database: TestDatabase;
let config: Config;
let secret: string;
let running: { ctx: Context; url: string; stop(): Promise<void> } | undefined;

async function start(): Promise<NonNullable<typeof running>> {
  const ctx = await createContext(config);
  const stopWorker = await startWorker(ctx);
  const server = await startServer(ctx);
  secret = (await firstStart(ctx))?.apiKey ?? secret;
  running = {
    ctx,
    url: server.url,
    async stop() {
      running = undefined;
      await server.close();
      ctx.stopping.abort();
      await ctx.close();
      await stopWorker();
    },
  };
  return running;
}

const api = async (path: string, json?: object): Promise<any> => {
  const response = await fetch(`${running!.url}/api/v1${path}`, {
    ...(json && { method: 'POST', body: JSON.stringify(json) }),
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
  });
  return response.json();
};

/** Copies the stopped database under a name. */
async function copyDatabase(to: string, from?: string): Promise<void> {
  const folder = (name?: string) => join(config.dataDir, name ? `backup-${name}` : 'postgres');
  if (!config.databaseUrl) {
    const target = folder(to || undefined);
    rmSync(target, { recursive: true, force: true });
    return cpSync(folder(from), target, { recursive: true });
  }
  const url = new URL(config.databaseUrl);
  const name = (suffix?: string) => url.pathname.slice(1) + (suffix ? `_${suffix}` : '');
  const [target, source] = [name(to || undefined), name(from)];
  await onServers(process.env['TEST_DATABASE_URL']!, [
    `drop database if exists ${target} with (force)`,
    ...freeOfSessions(source),
    `create database ${target} template ${source}`,
    `alter database ${source} allow_connections true`,
  ]);
}

beforeAll(async () => {
  database = await createTestDatabase();
  config = readConfig({
    PORT: '0',
    DATA_DIR: mkdtempSync(join(testFolder(), 'data-')),
    LOG_LEVEL: 'silent',
    ADMIN_PASSWORD: PASSWORD,
    ...(database.url && { DATABASE_URL: database.url }),
  });
  if (!database.url) await unpackMigrated(config.dataDir);
  await start();
});
afterAll(async () => {
  await running?.stop();
  await database.drop();
});

const CANARY = 'restoredcanary';

async function fill(): Promise<{ documentId: string; sessionId: string }> {
  const { documents } = await api('/documents', {
    name: `${CANARY}.md`,
    text: `# ${CANARY}\n\nThe word of the ${CANARY} is written in the book of the harbour master.`,
  });
  const documentId: string = documents[0].document_id;
  await until(
    'the document',
    async () => (await api(`/documents/${documentId}`)).document.status === 'ready',
  );
  const message = `What is the word of the ${CANARY}?`;
  const answer = await api('/chat', { message, end_user_id: `${CANARY}@example.com` });
  expect(answer.citations[0].document_id).toBe(documentId);
  return { documentId, sessionId: answer.session_id };
}

const receiptOf = (response: { erasure: { erasure_id: string } }): Promise<any> =>
  until('the receipt', async () => (await api(`/erasures/${response.erasure.erasure_id}`)).erasure.receipt);

describe('a restored backup', () => {
  test('has lost what was erased after it was made before it serves, and gets receipts of its own', async () => {
    const { documentId, sessionId } = await fill();
    await running!.stop();
    await copyDatabase('made');
    await start();
    const receipt = await receiptOf(await api('/erasures', { document_id: documentId }));
    await receiptOf(await api('/erasures', { end_user_id: `${CANARY}@example.com` }));
    // The person comes back, of their own will: that is another session.
    const later = await api('/chat', { message: 'Is it open?', end_user_id: `${CANARY}@example.com` });
    await running!.stop();
    await copyDatabase('', 'made');

    // Connected, and not yet serving.
    const ctx = await createContext({ ...config, roles: new Set(['api']) });
    const held = async (table: string) => {
      const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.id(table)} t`.execute(
        ctx.db,
      );
      return rows.map(({ row }) => row).join('\n');
    };
    for (const table of ['documents', 'chunks', 'sessions']) expect(await held(table)).not.toContain(CANARY);
    for (const table of ['vector_index', 'lexical_index', 'citations'])
      expect(await held(table)).not.toContain(documentId);
    await ctx.close();

    await start();
    expect((await api(`/documents/${documentId}`)).error.code).toBe('document_not_found');
    expect((await api(`/sessions/${sessionId}`)).error.code).toBe('session_not_found');
    const again = await receiptOf({ erasure: receipt });
    expect(again).toMatchObject({ subject: receipt.subject, requested_at: receipt.requested_at });
    // Made after the backup: it was not in it.
    expect((await api(`/sessions/${later.session_id}`)).error.code).toBe('session_not_found');
    // A start without anything to make good changes nothing.
    const { erasures } = await until('all receipts', async () => {
      const list = await api('/erasures');
      return list.erasures.every((one: { receipt?: object }) => one.receipt) && list;
    });
    await running!.stop();
    await start();
    expect((await api('/erasures')).erasures).toEqual(erasures);
  });
});

/** Of the server, and of the workers of Citus. */
const dataDirectories = () =>
  Promise.all(
    [process.env['TEST_DATABASE_URL']!, ...citusWorkers].map(async (server) => {
      const client = new pg.Client({ connectionString: server });
      await client.connect();
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      await client.end();
      return rows[0]!.data_directory;
    }),
  );

describe('after the maintenance that the docs describe', () => {
  test('no file of the data folder holds a byte of what was erased', async () => {
    const { documentId } = await fill();
    if (config.databaseUrl) await onServers(process.env['TEST_DATABASE_URL']!, ['checkpoint']);
    else await sql`checkpoint`.execute(running!.ctx.db);
    const folders = config.databaseUrl
      ? [...(await dataDirectories()), fileFolder(config), config.erasureJournalDir]
      : [config.dataDir];
    rmSync(join(config.dataDir, 'backup-made'), { recursive: true, force: true });
    const holding = () =>
      folders.flatMap(filesBelow).filter((path) => {
        try {
          return readFileSync(path).includes(CANARY);
        } catch {
          return false;
        }
      });
    if (config.databaseUrl) {
      // The copies of the other test, which stand for backups, are databases of the same server.
      const name = new URL(config.databaseUrl).pathname.slice(1);
      await onServers(process.env['TEST_DATABASE_URL']!, [
        `drop database if exists ${name}_made with (force)`,
      ]);
    }
    expect(holding().length).toBeGreaterThan(0);
    await receiptOf(await api('/erasures', { document_id: documentId }));
    await receiptOf(await api('/erasures', { end_user_id: `${CANARY}@example.com` }));
    await running!.stop();
    const connection = config.databaseUrl
      ? connectPostgres(config.databaseUrl, 2)
      : await connectEmbedded({ dataDir: config.dataDir });
    await scrubDatabase(connection);
    await connection.close();
    expect(holding()).toEqual([]);
    await start();
    expect((await api('/chat', { message: 'Who is called first?' })).success).toBe(true);
  });
});

test('a receipt is checked offline by a command', async () => {
  const receipt = await receiptOf(await api('/erasures', { end_user_id: 'ann' }));
  const { keys } = await api('/signing-keys');
  const at = (name: string) => join(config.dataDir, name);
  writeFileSync(at('receipt.json'), JSON.stringify({ erasure: { receipt } }));
  writeFileSync(at('changed.json'), JSON.stringify({ ...receipt, app_id: 'app_other' }));
  writeFileSync(at('key.pem'), keys[0].public_key);
  writeFileSync(at('signing-keys.json'), JSON.stringify({ keys }));
  writeFileSync(at('running.json'), JSON.stringify({ erasure: { status: 'running' } }));
  const verify = (file: string, ...more: string[]) =>
    promisify(execFile)(
      process.execPath,
      ['commands/verify-receipt.ts', at(file), '--key', at('key.pem'), ...more],
      {
        env: { ...process.env, DATABASE_URL: '' },
      },
    ).then(
      ({ stdout }) => stdout,
      (error: { stderr: string }) => `refused: ${error.stderr}`,
    );
  expect(await verify('receipt.json', '--subject', 'ann')).toMatch(
    /^Genuine: .*\n.*\nIt is about the given subject/,
  );
  expect(await verify('receipt.json', '--subject', 'bob')).toMatch(/^refused: .*another subject/);
  expect(await verify('receipt.json', '--key', at('signing-keys.json'))).toMatch(/^Genuine/);
  expect(await verify('changed.json')).toMatch(/^refused: NOT genuine: the signature does not match/);
  expect(await verify('running.json')).toMatch(/^refused: The erasure is still running/);
});
