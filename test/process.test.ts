// The product as a process: one installation that is started, stopped, interrupted and killed, each time as the time
// before left it. A start takes as long as a whole suite of requests, so each test begins with the process of the last.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEmbedded } from '../db/connect.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { createTestDatabase, templateDump, testFolder, type TestDatabase } from './database.ts';
import { readEvents } from './events.ts';
import { until } from './until.ts';
import { startModelServer, type ModelServer } from './model-server.ts';

const root = new URL('..', import.meta.url).pathname;
const main = join(root, 'main.ts');
let database: TestDatabase;
let model: ModelServer;
let environment: Record<string, string>;
const running: ChildProcess[] = [];
/** The process that the test before has started, and the key of the first start. */
let now: Started;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  model = await startModelServer();
  environment = {
    PORT: '0',
    DATA_DIR: mkdtempSync(join(testFolder(), 'process-')),
    ROLES: 'api,worker',
    LOG_LEVEL: 'debug',
    OPENAI_BASE_URL: model.url,
    CHAT_MODEL: 'gpt-4o-mini',
    // It is asked again and again how far things are.
    DEFAULT_REQUESTS_PER_MINUTE: '0',
    HOME: testFolder(),
    ...(database.url && { DATABASE_URL: database.url }),
  };
});
afterAll(async () => {
  for (const child of running)
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  await model.close();
  await database.drop();
});

type Started = { child: ChildProcess; output: () => string; log: () => string; exit: Promise<number | null> };

function start(overrides: Record<string, string> = {}, command = [process.execPath, main]): Started {
  const [program, ...given] = command;
  const child = spawn(program!, given, {
    cwd: root,
    env: { ...cleanEnvironment(), ...environment, ...overrides } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Each in a process group of its own, as from a terminal.
    detached: true,
  });
  running.push(child);
  let output = '';
  let log = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (log += text));
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return { child, output: () => output, log: () => log, exit };
}
const up = (started: Started) =>
  until(
    'the start',
    () => /Models.*\n(?!\nShown)|Try it:[^]*\n\n/.test(started.output()) && started.output(),
    400_000,
  );
const apiOf = (started: Started) => /API\s+(\S+)/.exec(started.output())![1]!;
const get = async (path: string) =>
  await (await fetch(`${apiOf(now)}${path}`, { headers: { authorization: `Bearer ${key}` } })).json();
const post = (path: string, json: object) =>
  fetch(`${apiOf(now)}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(json),
  });
const QUESTION = { message: 'Who is called first in an outage?', stream: true };

/** Uploads a document that takes a while. @returns its path, once a job has begun with it */
async function uploadLong(): Promise<string> {
  const text = Array.from({ length: 4_000 }, (_, n) => `Paragraph ${n} says what ward ${n} keeps.`);
  const uploaded = await (await post('/documents', { name: 'long.txt', text: text.join('\n\n') })).json();
  const path = `/documents/${uploaded.documents[0].document_id}`;
  await until('the document to be in hand', async () => (await get(path)).document.status !== 'queued');
  return path;
}

/** The document once nothing is left to do for it. */
const documentAt = (path: string) =>
  until(
    'the document to be read',
    async () => {
      const { document } = await get(path);
      return ['ready', 'failed'].includes(document.status) && document;
    },
    400_000,
  );

const NPM_START = ['npm', 'start'];
const START_JS = [process.execPath, 'start.js'];

test('a first start prints what is needed once, a second prints no secret, and a stop tells the streams', async () => {
  model.chat = { pieces: ['The engineer ', 'on call [1].'] };
  const first = (now = start());
  await up(first);
  key = /API key\s+(sk_\w+)/.exec(first.output())![1]!;
  const password = /Password\s+(\S+)/.exec(first.output())![1]!;
  expect(first.output()).toContain('admin@localhost.local');

  // The printed line, exactly as printed.
  const line = first.output().split('Try it:\n')[1]!.split('\n\n')[0]!;
  const { stdout } = await promisify(execFile)('bash', ['-c', line]);
  expect(stdout).toContain('event: message\ndata: {"content":"The engineer');
  expect(stdout.match(/event: citation/g)).toHaveLength(1);
  expect(stdout.match(/event: end/g)).toHaveLength(1);

  // Somebody else on the same folder (with a server of its own, there is no folder to share).
  if (!database.url) {
    const second = start();
    expect(await second.exit).toBe(1);
    expect(second.log()).toMatch(/^Docent cannot start: DATA_DIR \S+ is in use by process \d+\. .*\n$/);
  }

  // Stopped while an answer streams: the stream gets an error, the process ends in time, nothing is left open.
  model.chat = { pieces: Array.from({ length: 1_000 }, () => 'word '), tokenMs: 20 };
  const reading = readEvents(await post('/chat', QUESTION));
  await until('the answer to run', () => model.open() > 0);
  const asked = Date.now();
  first.child.kill('SIGTERM');
  const { events } = await reading;
  expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'server_stopping' } });
  expect(await first.exit).toBe(0);
  expect(Date.now() - asked).toBeLessThan(5_000);
  expect(existsSync(join(environment['DATA_DIR']!, 'docent.lock'))).toBe(false);

  now = start({}, NPM_START);
  await up(now);
  expect(now.output()).not.toMatch(/sk_|Password|API key/);
  const { sessions } = await get('/sessions');
  expect(sessions).toHaveLength(2);
  expect((await get(`/sessions/${sessions[0].session_id}`)).session.messages[1]).toMatchObject({
    status: 'aborted',
    content: expect.stringMatching(/^word /),
  });

  // Logs of all this hold neither key nor password nor what was said.
  for (const log of [first.log(), now.log()]) {
    expect(log).not.toContain(key);
    expect(log).not.toContain(password);
    expect(log).not.toContain('called first');
  }
});

const STREAMS = 30;

test.each<[string, NodeJS.Signals, string[]]>([
  // As Ctrl-C does: the group gets the signal, and npm passes its own on, so that the server gets two.
  ['npm start', 'SIGINT', START_JS],
  ['node start.js', 'SIGTERM', [process.execPath, main]],
])('%s, whose process group gets %s: one stop, and every stream hears of it', async (_what, signal, next) => {
  model.chat = { pieces: Array.from({ length: 10_000 }, () => 'word '), tokenMs: 200 };
  const speaking = new Set<number>();
  const streams = Promise.all(
    Array.from({ length: STREAMS }, async (_, place) => {
      const { events } = await readEvents(await post('/chat', QUESTION), (heard) => {
        if (heard.length > 0) speaking.add(place);
        return false;
      });
      return events.at(-1);
    }),
  );
  streams.catch(() => {});
  await until('all answers to run', () => speaking.size === STREAMS);
  const path = await uploadLong();

  const asked = Date.now();
  process.kill(-now.child.pid!, signal);
  for (const end of await streams)
    expect(end).toMatchObject({ event: 'error', data: { code: 'server_stopping' } });
  expect(await now.exit).toBe(0);
  expect(Date.now() - asked).toBeLessThan(5_000);

  now = start({}, next);
  await up(now);
  const { sessions } = await get(`/sessions?per_page=${STREAMS}`);
  expect(sessions).toHaveLength(STREAMS);
  for (const { session_id } of sessions)
    expect((await get(`/sessions/${session_id}`)).session.messages[1]).toMatchObject({
      status: 'aborted',
      error_code: 'server_stopping',
      content: expect.stringMatching(/^word /),
    });
  // The process that reads files got the signal too, and left it to its parent: the document is read again.
  expect(await documentAt(path)).toMatchObject({ status: 'ready', error: null });
});

test('a process that was killed leaves nothing for ever open: the next start settles it', async () => {
  model.chat = { pieces: Array.from({ length: 1_000 }, () => 'word '), tokenMs: 20 };
  const response = await post('/chat', QUESTION);
  const path = await uploadLong();
  await readEvents(response, (events) => {
    if (events.length > 3) now.child.kill('SIGKILL');
    return false;
  }).catch(() => {});
  await now.exit;

  now = start();
  await up(now);
  const session = await until(
    'the answer to be settled',
    async () => {
      const { sessions } = await get('/sessions');
      const one = await get(`/sessions/${sessions[0].session_id}`);
      return one.session.messages[1].status === 'failed' && one.session;
    },
    // On Postgres a process settles what others left once it has itself lived for half a minute; its job runs every minute.
    400_000,
  );
  expect(session.messages[0]).toMatchObject({ role: 'user', content: QUESTION.message });
  expect(await documentAt(path)).toMatchObject({ status: 'ready', progress: 1 });
  const usage = await get('/usage');
  expect(usage.by_model.map((row: any) => row.model).sort()).toEqual(['builtin-hash', 'gpt-4o-mini']);
  now.child.kill('SIGINT');
  expect(await now.exit).toBe(0);
});

test('a bad value stops the start with one line that names the variable', async () => {
  const bad = start({ PORT: 'eighty' });
  expect(await bad.exit).toBe(1);
  expect(bad.log()).toMatch(/^Docent cannot start: PORT .*\n$/);
  expect(bad.output()).toBe('');
});

test('a database of a newer version stops the start with one line that says what to do', async () => {
  const own = await createTestDatabase();
  const folder = mkdtempSync(join(testFolder(), 'newer-'));
  const connection = own.url
    ? await own.connect(1)
    : await connectEmbedded({ dataDir: folder, template: templateDump('migrated') });
  await sql`insert into kysely_migration (name, timestamp) values ('999-of-the-future', '')`.execute(
    connection.db,
  );
  await connection.close();
  const older = start({ DATA_DIR: folder, ...(own.url && { DATABASE_URL: own.url }) });
  expect(await older.exit).toBe(1);
  expect(older.log()).toMatch(
    /^Docent cannot start: The database was migrated by another version .*999-of-the-future.*\n$/,
  );
  await own.drop();
});

test('a process loads no packages that nobody may need', async () => {
  const heavy =
    /node_modules\/(gpt-tokenizer|linkedom|tinyld|stripe|@aws-sdk|@remix-run|@modelcontextprotocol)\//;
  const script = `
    import { registerHooks } from 'node:module';
    const heavy = ${heavy};
    const loaded = new Set();
    registerHooks({
      resolve(name, context, next) {
        const found = next(name, context);
        if (heavy.test(found.url)) loaded.add(heavy.exec(found.url)[1]);
        return found;
      },
    });
    for (const part of ['shared/context.ts', 'server/start-server.ts', 'worker/start-worker.ts'])
      await import(${JSON.stringify(`file://${root}`)} + part);
    console.log(JSON.stringify([...loaded]));`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(JSON.parse((await run).stdout)).toEqual([]);
});

test('a start keeps compiled code in the project, for the next one', async () => {
  const { PATH } = process.env;
  const tell = `process.on('exit', () => console.log(process.getBuiltinModule('module').getCompileCacheDir()));`;
  const run = promisify(execFile)(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(tell)}`, 'start.js'],
    { cwd: root, env: { PATH, PORT: 'none' } as unknown as NodeJS.ProcessEnv },
  );
  const stopped = await run.catch((error: { stdout: string }) => error);
  expect(stopped.stdout).toContain(join(root, 'node_modules/.cache/compiled'));
});
