// npm run bench:distributed — chats and searches a second on one Postgres, and on a Citus with one worker, with two and so on,
// in turns. BENCH_DATABASE_URL is the Postgres server, CITUS_URL the coordinator, and CITUS_WORKERS its workers with commas
// between them. On one machine it shows what spreading costs; what it brings shows on several.
import { rmSync } from 'node:fs';
import pg from 'pg';
import { insertKey } from '../server/access/keys/insert-key.ts';
import { insertApp } from '../server/tenancy/apps/insert-app.ts';
import { CreateKey } from '../shared/contract/keys.panel.ts';
import { createContext } from '../shared/context.ts';
import { readConfig } from '../shared/platform/config.ts';
import { makeCorpus } from './corpus.ts';
import { createDatabase, dropDatabase } from './database.ts';
import { DIMENSIONS, startDocent, uploadAll } from './docent.ts';
import { percentile, runChats, type Target } from './load.ts';
import { startProcess, type Process } from './processes.ts';
import { firstWorkspace } from './service.ts';

const APPS = 8;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const { documents, questions } = makeCorpus(4, 100);
const processes: Process[] = [];
const closers: (() => Promise<void> | void)[] = [];

type System = { name: string; url: string; keys: string[]; chats: number[]; searches: number[] };

/** A database of Citus over the first workers. @returns its URL */
async function createSpread(coordinator: string, workers: string[]): Promise<string> {
  const url = await createDatabase(coordinator);
  const { pathname } = new URL(url);
  for (const server of [...workers, coordinator]) {
    if (server !== coordinator) {
      await run(server, [`create database ${pathname.slice(1)}`]);
      closers.push(() => dropDatabase(at(server, pathname)));
    }
    await run(at(server, pathname), ['create extension citus', 'create extension vector']);
  }
  const place = (server: string) => `'${new URL(server).hostname}', ${new URL(server).port}`;
  await run(url, [
    `select citus_set_coordinator_host(${place(coordinator)})`,
    ...workers.map((worker) => `select citus_add_node(${place(worker)})`),
  ]);
  return url;
}

const at = (server: string, pathname: string) => Object.assign(new URL(server), { pathname }).href;

async function run(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** A Docent with some apps, which have the same documents each. */
async function startSystem(name: string, database: string, modelPort: string): Promise<System> {
  const { url, process, folder } = await startDocent({ modelPort, database });
  processes.push(process);
  closers.push(
    () => dropDatabase(database),
    () => rmSync(folder!, { recursive: true, force: true }),
  );
  const config = readConfig({ DATABASE_URL: database, DATA_DIR: folder!, LOG_LEVEL: 'warn' });
  const ctx = await createContext({ ...config, roles: new Set() });
  const keys: string[] = [];
  const workspaceId = await firstWorkspace(ctx.db);
  for (let place = 0; place < APPS; place++) {
    const embedding = {
      model: 'bench-embedding',
      dimensions: DIMENSIONS,
      queryPrefix: '',
      documentPrefix: '',
    };
    const { app_id } = await insertApp(ctx, ctx.db, { workspaceId, name: `App ${place}`, embedding });
    await ctx.db.updateTable('apps').set({ chat_model: 'bench' }).where('app_id', '=', app_id).execute();
    const secret = `sk_${String(place).padStart(40, 'a')}`;
    const scopes = ['chat', 'documents:read', 'documents:write'];
    const limits = { requests_per_minute: null };
    await insertKey(
      ctx,
      ctx.db,
      app_id,
      CreateKey.parse({ name: 'Bench', kind: 'secret', scopes, limits }),
      secret,
    );
    keys.push(secret);
  }
  await ctx.close();
  for (const key of keys) await uploadAll(url, { authorization: `Bearer ${key}` }, documents);
  return { name, url, keys, chats: [], searches: [] };
}

const chatOf = ({ url, keys }: System): Target => ({
  url: `${url}/chat`,
  headers: (n) => ({ 'content-type': 'application/json', authorization: `Bearer ${keys[n % keys.length]}` }),
  body: (n) => JSON.stringify({ message: questions[n % questions.length], stream: true }),
  firstToken: 'event: message',
  complete: 'event: end',
});

const searchOf = (system: System): Target => ({
  ...chatOf(system),
  url: `${system.url}/search`,
  body: (n) => JSON.stringify({ query: questions[n % questions.length] }),
  firstToken: '"success":true',
  complete: '}]}',
});

async function measure(systems: System[]): Promise<void> {
  for (let round = 0; round <= ROUNDS; round++)
    for (const system of systems) {
      const chats = await runChats(chatOf(system), 32, 300);
      const searches = await runChats(searchOf(system), 8, 300);
      // The first round warms up.
      if (round === 0) continue;
      system.chats.push(chats.chats / chats.seconds);
      system.searches.push(searches.chats / searches.seconds);
    }
  const first = systems[0]!;
  const cell = (values: number[], base: number[]) => {
    const [value, other] = [percentile(values, 0.5), percentile(base, 0.5)];
    return `${value.toFixed(0)} (${(value / other).toFixed(2)})`;
  };
  console.log(`\n${APPS} apps. In brackets: the ratio to the first line.\n`);
  console.log('| | chats/s, instant model, 32 at once | searches/s, 8 at once |');
  console.log('| --- | --- | --- |');
  for (const { name, chats, searches } of systems)
    console.log(`| ${name} | ${cell(chats, first.chats)} | ${cell(searches, first.searches)} |`);
}

try {
  const server = process.env['BENCH_DATABASE_URL'];
  const coordinator = process.env['CITUS_URL'];
  const workers = (process.env['CITUS_WORKERS'] ?? '').split(',').filter(Boolean);
  if (!server && !coordinator) throw new Error('Set BENCH_DATABASE_URL, or CITUS_URL and CITUS_WORKERS.');
  const [model, [, port]] = await startProcess(
    new URL('model-server.ts', import.meta.url).pathname,
    ['0', '0', '100', `${DIMENSIONS}`],
    {},
    /(\d+)/,
  );
  processes.push(model);
  const systems: System[] = [];
  if (server) systems.push(await startSystem('Postgres', await createDatabase(server), port!));
  for (let count = 1; coordinator && count <= workers.length; count++) {
    const database = await createSpread(coordinator, workers.slice(0, count));
    systems.push(await startSystem(`Citus, workers: ${count}`, database, port!));
  }
  await measure(systems);
} finally {
  for (const one of processes) await one.stop();
  for (const close of closers.toReversed()) await close();
}
