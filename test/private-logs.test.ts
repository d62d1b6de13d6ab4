// Docent as a process that logs all it can: every error path is driven with one word in whatever is private, and then
// the word is looked for in all that the process wrote, and in what its job queue keeps.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEmbedded } from '../db/connect.ts';
import type { Db } from '../db/database.ts';
import { LOGIN_COOKIE } from '../shared/contract/admins.panel.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { createTestDatabase, testFolder, unpackMigrated, type TestDatabase } from './database.ts';
import { startEchoServer, type EchoServer, type Manner } from './echo-server.ts';
import { until } from './until.ts';
import { EMBEDDING_DIMENSIONS } from './model-server.ts';

const WORD = 'kanari';
const KEY = `sk_${WORD}${'k'.repeat(32)}`;
const PASSWORD = `${WORD}-and-horse-battery`;
const EMAIL = 'owner@example.com';
const root = new URL('../', import.meta.url).pathname;

let database: TestDatabase;
let echo: EchoServer;
let dataDir: string;
let child: ChildProcess;
let output = '';
let url = '';
/** What is secret without holding the word. */
const secrets: string[] = [];

/** The database itself, while no process has it. */
async function withDatabase<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const connection = database.url ? await database.connect(2) : await connectEmbedded({ dataDir });
  try {
    return await work(connection.db);
  } finally {
    await connection.close();
  }
}

/** Rows with the word `spoil` fail as a wrong cast does, whose message quotes the value; `twice` as a key that is there. */
async function spoil(db: Db): Promise<void> {
  await sql`create function spoil() returns trigger language plpgsql as $$
    declare given text := to_jsonb(new) ->> tg_argv[0];
    begin
      if given like '%spoil%' then perform given::integer; end if;
      if given like '%twice%' then
        raise unique_violation using message = 'duplicate key', detail = 'Key=(' || given || ') already exists.';
      end if;
      return new;
    end $$`.execute(db);
  for (const [table, column] of [
    ['documents', 'name'],
    ['chunks', 'text'],
    ['staged_chunks', 'text'],
    ['sessions', 'end_user_id'],
    ['workspaces', 'name'],
    ['admin_sessions', 'user_agent'],
    ['exports', 'end_user_id'],
    ['webhook_endpoints', 'url'],
  ] as const)
    await sql`create trigger spoil before insert or update on ${sql.table(table)}
      for each row execute function spoil(${sql.lit(column)})`.execute(db);
}

beforeAll(async () => {
  database = await createTestDatabase();
  echo = await startEchoServer(`${WORD} answer`);
  dataDir = mkdtempSync(join(testFolder(), 'quiet-'));
  mkdirSync(dataDir, { recursive: true });
  if (!database.url) await unpackMigrated(dataDir);
  await withDatabase(spoil);
  const masterKey = Buffer.alloc(32, WORD).toString('base64');
  secrets.push(masterKey);
  child = spawn(process.execPath, ['start.js'], {
    cwd: root,
    env: {
      ...cleanEnvironment(),
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'trace',
      OPENAI_BASE_URL: `${echo.url}/v1`,
      OPENAI_API_KEY: `sk-${WORD}-of-the-model-server`,
      CHAT_MODEL: 'gpt-4o-mini',
      EMBEDDING_MODEL: 'echo',
      EMBEDDING_DIMENSIONS: String(EMBEDDING_DIMENSIONS),
      BOOTSTRAP_API_KEY: KEY,
      ADMIN_EMAIL: EMAIL,
      ADMIN_PASSWORD: PASSWORD,
      MASTER_KEY: masterKey,
      METRICS_TOKEN: `${WORD}-metrics-token`,
      WEBHOOK_ALLOW_PRIVATE: 'true',
      DEFAULT_REQUESTS_PER_MINUTE: '0',
      ...(database.url && { DATABASE_URL: database.url }),
    } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const hear = (text: Buffer) => (output += text);
  child.stdout!.on('data', hear);
  child.stderr!.on('data', hear);
  url = await until('the start', () => /Try it:/.test(output) && /API\s+(\S+)\/api\/v1/.exec(output)?.[1]);
});
afterAll(async () => {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await echo.close();
  await database.drop();
});

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };

/** Sends it and reads the answer to its end; what comes is the other tests' matter. */
async function send(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(url + path, { redirect: 'manual', ...init });
  return { status: response.status, text: await response.text().catch(() => '') };
}
const post = (path: string, body: unknown, more: Record<string, string> = {}) =>
  send(path, {
    method: 'POST',
    headers: { ...headers, ...more },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const upload = (path: string, files: [name: string, content: BlobPart][], metadata?: string) => {
  const form = new FormData();
  for (const [name, content] of files) form.append('file', new Blob([content]), name);
  if (metadata) form.append('metadata', metadata);
  return send(path, { method: 'POST', headers: { authorization: headers.authorization }, body: form });
};
/** Bytes on a bare connection, which is closed when it is answered. */
const sendRaw = (bytes: string) =>
  new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', () => socket.end());
    socket.on('error', () => {});
    socket.on('close', () => resolve());
    setTimeout(() => socket.destroy(), 5_000).unref();
  });

test('bad keys, bodies, paths and queries', async () => {
  const bad = `sk_${WORD}${'x'.repeat(40)}`;
  for (const given of [bad, WORD, `pk_${WORD}`, `Basic ${WORD}`, `${WORD} `.repeat(100)]) {
    await send('/api/v1/documents', { headers: { authorization: `Bearer ${given}` } });
    await send('/api/v1/documents', { headers: { 'x-api-key': given } });
    await send(`/api/v1/documents?api_key=${encodeURIComponent(given)}`);
    await send('/api/v1/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: given, message: WORD }),
    });
    await send('/metrics', { headers: { authorization: `Bearer ${given}` } });
  }
  for (const path of [
    '/api/v1/chat',
    '/api/v1/search',
    '/openai/v1/chat/completions',
    '/mcp',
    '/api/v1/documents',
  ]) {
    await post(path, `{"message": "${WORD}`);
    await post(path, `"${WORD}"`);
    await post(path, WORD, { 'content-type': `application/json; charset=${WORD}` });
    await post(path, { [WORD]: WORD, message: { [WORD]: 1 }, session_id: WORD, messages: [{ role: WORD }] });
    await post(path, WORD, { 'content-encoding': 'gzip' });
    await post(path, { message: WORD.repeat(400_000) });
    await send(path, { method: 'PATCH', headers, body: WORD });
    await send(path, {
      method: 'OPTIONS',
      headers: { origin: `https://${WORD}.example`, 'access-control-request-method': 'POST' },
    });
    await send(path, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: gzipSync(`{"${WORD}`),
    });
  }
  for (const path of [
    '/',
    '/api/v1/',
    '/api/v1/documents/',
    '/api/v1/sessions/',
    '/docs/',
    '/portal/',
    '/openai/v1/',
    '/admin/',
    '/admin/apps/',
    '/admin/files/',
    '/admin/preview/',
    '/admin/api/',
    '/admin/assets/',
  ])
    for (const rest of [
      WORD,
      `%00${WORD}`,
      `%E0%A4%A${WORD}`,
      `${WORD}?q=${WORD}&api_key=${KEY}`,
      `..%2f${WORD}`,
    ])
      await send(path + rest, { headers: { authorization: headers.authorization } });
  await sendRaw(`${WORD} ${WORD}\r\n\r\n`);
  await sendRaw(`GET /${WORD} HTTP/1.1\r\nHost: ${WORD}\r\nX-Much: ${WORD.repeat(5_000)}\r\n\r\n`);
  await sendRaw(`POST /api/v1/chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${WORD}\r\n`);
});

test('a model server that quotes what it was sent', async () => {
  for (const manner of ['refuse', 'garbage', 'broken', 'error', 'hang up', 'well'] satisfies Manner[]) {
    echo.chat = manner;
    const question = { message: `Who is called first in an outage, ${WORD}?`, end_user_id: `${WORD}-person` };
    await post('/api/v1/chat', { ...question, stream: true });
    await post(
      '/api/v1/chat',
      { ...question, metadata: { of: WORD } },
      { 'idempotency-key': `${WORD}-${manner}` },
    );
    await post('/api/v1/chat', { ...question, stream: true, resumable: true });
    const messages = [{ role: 'user', content: question.message }];
    await post('/openai/v1/chat/completions', {
      model: 'gpt-4o-mini',
      messages,
      stream: manner !== 'refuse',
    });
    const ask = { name: 'ask', arguments: { question: question.message } };
    await post(
      '/mcp',
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: ask },
      { accept: 'application/json, text/event-stream' },
    );
  }
  for (const manner of ['refuse', 'garbage'] satisfies Manner[]) {
    echo.embedding = manner;
    await post('/api/v1/search', { query: `${WORD} outage` });
    await post('/api/v1/chat', { message: `${WORD} outage` });
    await post('/api/v1/documents', {
      name: `${WORD}-${manner}.txt`,
      text: `The ${WORD} stays, said ${manner}.`,
    });
  }
  // The batch of the last document has been refused by then.
  await until('embeddings to fail', () => (output.match(/"job":"embed-chunks"/g)?.length ?? 0) >= 2);
  echo.embedding = 'well';
});

test('values that the database refuses, in requests and in jobs', async () => {
  for (const how of ['spoil', 'twice', '\u0000', '\ud800']) {
    const value = `${WORD} ${how}`;
    await post('/api/v1/chat', { message: value, end_user_id: value, metadata: { [value]: value } });
    await post('/api/v1/documents', { name: value, text: `${WORD} name ${how}`, metadata: { of: value } });
    await post('/api/v1/documents', { name: `${WORD}.txt`, text: `The text of ${value}.` });
    await post('/api/v1/exports', { end_user_id: value });
    await post('/api/v1/erasures', { end_user_id: value });
    await post('/api/v1/search', { query: value, filter: { document_ids: [value] } });
    await send(`/api/v1/sessions?end_user_id=${encodeURIComponent(value.toWellFormed())}`, { headers });
  }
  await until('a job to fail', () => /"job":"read-document"[^\n]*job failed/.test(output));
});

test('hostile uploads', async () => {
  const deep = '['.repeat(5_000) + `"${WORD}"` + ']'.repeat(5_000);
  await upload('/api/v1/documents', [
    [`../../${WORD}\u202e.pdf`, `%PDF-1.7\n${WORD} 1 0 obj << /Type /Catalog >>\n%%EOF`],
    [`${WORD}.json`, deep],
    [`${WORD}.html`, `<html>${'<div>'.repeat(2_000)}${WORD}`],
    [`${WORD}.csv`, `"${WORD}`],
  ]);
  await upload('/api/v1/documents', [[`${WORD}.docx`, `PK\u0003\u0004${WORD}\u0000\u0001`]]);
  await upload('/api/v1/documents', [[`${WORD}.txt`, WORD]], `{"${WORD}`);
  await upload('/api/v1/documents', [[WORD.repeat(200), '']]);
  for (const body of [
    `--x\r\nContent-Disposition: form-data; name="${WORD}`,
    `--x\r\n${WORD}\r\n--x--`,
    WORD,
  ])
    await post('/api/v1/documents', body, { 'content-type': 'multipart/form-data; boundary=x' });
  await post('/api/v1/documents', WORD, { 'content-type': `multipart/form-data; ${WORD}` });
  await until('documents to be refused', async () => {
    const { text } = await send('/api/v1/documents?status=failed', { headers });
    return JSON.parse(text).documents.length >= 2;
  });
});

test('the panel: logins, forms, its router and pages', async () => {
  const rpc = (path: string, input: unknown, more: Record<string, string> = {}) =>
    post(`/admin/api/${path}`, input, { origin: url, authorization: '', ...more });
  await rpc('session.signIn', { email: `${WORD}@example.com`, password: `${WORD} wrong` });
  await rpc('session.signIn', { email: EMAIL, password: `${WORD} wrong` });
  await rpc('session.signIn', { email: EMAIL, password: PASSWORD }, { 'user-agent': `${WORD} spoil` });
  await rpc('session.signIn', `{"email": "${WORD}`);
  await rpc(`session.${WORD}`, { [WORD]: WORD });
  await rpc('session.acceptInvitation', { token: WORD, password: `${WORD}-password-new` });
  const signedIn = await rpc('session.signIn', { email: EMAIL, password: PASSWORD });
  const { token } = JSON.parse(signedIn.text).result.data;
  secrets.push(token);
  const cookie = { cookie: `${LOGIN_COOKIE}=${token}` };
  const app_id = JSON.parse(
    (await send('/admin/api/apps.list?input=%7B%7D', { headers: { ...cookie, origin: url } })).text,
  ).result.data.apps[0].app_id as string;

  for (const name of [`${WORD} spoil`, `${WORD} twice`, `${WORD} \u0000`]) {
    await rpc('workspaces.create', { name, time_zone: 'UTC' }, cookie);
    await rpc(
      'webhooks.create',
      { app_id, url: `https://example.com/${encodeURI(name)}`, events: ['document.ready'] },
      cookie,
    );
    const form = new URLSearchParams({ name, time_zone: 'UTC' });
    for (const path of ['/admin/workspaces', '/admin/workspaces.data', '/admin/login'])
      await send(path, { method: 'POST', headers: { ...cookie, origin: url }, body: form });
  }
  // What no form of the browser sends.
  for (const type of [
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    `text/${WORD}`,
    'application/json',
  ])
    for (const path of ['/admin/workspaces', '/admin/login', `/admin/apps/${app_id}/settings`])
      await send(path, {
        method: 'POST',
        headers: { ...cookie, origin: url, 'content-type': type },
        body: `--x\r\n${WORD}`,
      });
  for (const path of [
    'documents',
    'conversations',
    'usage',
    'playground',
    'privacy',
    `documents/${WORD}`,
    `conversations/${WORD}`,
  ])
    for (const query of [
      `?q=${WORD}%00&page=${WORD}`,
      `?search=${WORD}&from=${WORD}&page=-1&end_user_id=%00${WORD}`,
    ])
      for (const end of ['', '.data'])
        await send(`/admin/apps/${app_id}/${path}${end}${query}`, { headers: cookie });
  await send(`/admin/api/library.list?input=${encodeURIComponent(`{"${WORD}`)}`, {
    headers: { ...cookie, origin: url },
  });
  await send(
    `/admin/api/conversations.list?input=${encodeURIComponent(JSON.stringify({ app_id, query: `${WORD}\u0000`, page: WORD }))}`,
    {
      headers: { ...cookie, origin: url },
    },
  );
  for (const manner of ['refuse', 'garbage', 'error'] satisfies Manner[]) {
    echo.chat = manner;
    await rpc('playground.ask', { app_id, message: `Who is called first in an outage, ${WORD}?` }, cookie);
    await post(
      `/admin/preview/${app_id}/api/v1/chat`,
      { message: `${WORD} outage`, stream: true },
      { ...cookie, origin: url, authorization: '' },
    );
    await rpc('system.testModel', { kind: 'chat', model: 'gpt-4o-mini' }, cookie);
  }
  echo.chat = 'well';
  // An endpoint that answers every delivery with what it was sent.
  const made = await rpc(
    'webhooks.create',
    { app_id, url: `${echo.url}/hooks/${WORD}?token=${WORD}`, events: ['document.ready'] },
    cookie,
  );
  const { endpoint, secret } = JSON.parse(made.text).result.data;
  secrets.push(secret);
  await rpc('webhooks.test', { app_id, endpoint_id: endpoint.endpoint_id }, cookie);
  await until('the delivery', () => echo.seen.some((path) => path.startsWith('/hooks')));
});

test('after all this, nothing private was written, and nothing is kept with the jobs', async () => {
  child.kill('SIGTERM');
  await once(child, 'exit');
  // The paths were taken: errors of requests, of models, of jobs and of pages are all in the log.
  const taken = [
    'internal_error',
    'model_failed',
    'job failed',
    '22P02',
    '23505',
    'error in a page of the panel',
    '"level":20',
  ];
  expect(taken.filter((path) => !output.includes(path))).toEqual([]);
  const lines = output.split('\n');
  expect(lines.length).toBeGreaterThan(200);
  expect(lines.filter((line) => new RegExp(WORD, 'i').test(line))).toEqual([]);
  expect(secrets.filter((secret) => output.includes(secret))).toEqual([]);

  const kept = await withDatabase(async (db) => {
    const { rows } = await sql<{
      job: string;
    }>`select to_jsonb(job)::text as job from pgboss.job job`.execute(db);
    return rows.map(({ job }) => job);
  });
  expect(kept.some((job) => /"output": ?\{"/.test(job))).toBe(true);
  expect(kept.filter((job) => new RegExp(WORD, 'i').test(job))).toEqual([]);
});

test('an error that nobody caught ends the process without what hangs on it', async () => {
  const script = `
    import { run } from './shared/platform/run.ts';
    await run(async () => {
      setTimeout(() => {
        const held = { code: '22P02', detail: '${WORD}', params: ['${WORD}'], query: '${WORD}' };
        Promise.reject(Object.assign(new Error('wrong value: "${WORD}\\n    at \\"${WORD}\\""'), held));
      });
      return { stop: async () => {}, lost: new Promise(() => setInterval(() => {}, 1000)) };
    });`;
  const crashing = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: root });
  let written = '';
  crashing.stdout.on('data', (text) => (written += text));
  crashing.stderr.on('data', (text) => (written += text));
  expect(await once(crashing, 'close')).toEqual([1, null]);
  expect(written).toMatch(/^Error: wrong value: "…"\n {4}at /);
  expect(written).not.toContain(WORD);
});
