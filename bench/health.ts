// npm run bench:health — how long /healthz takes while five readers page through a conversation of 1,000 questions, by
// the API and in the panel, against the same without readers. With BENCH_DATABASE_URL on Postgres. The panel must be
// built (npm run build).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from './database.ts';
import { percentile } from './load.ts';
import { PASSWORD, signIn } from './sign-in.ts';
import { startProcess } from './processes.ts';

const QUESTIONS = 1_000;
const READERS = 5;
const MEASURED_MS = 10_000;
const POLLED_EVERY_MS = 20;
const KEY = `sk_${'bench'.repeat(8)}`;
const EMAIL = 'admin@example.com';

const here = (name: string) => new URL(name, import.meta.url).pathname;
const server = process.env['BENCH_DATABASE_URL'];
const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
const [model, [, modelPort]] = await startProcess(here('model-server.ts'), ['0', '0', '100'], {}, /(\d+)/);
const [docent, [, url]] = await startProcess(
  here('../main.ts'),
  [],
  {
    NODE_ENV: 'production',
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    ADMIN_EMAIL: EMAIL,
    ADMIN_PASSWORD: PASSWORD,
    DEFAULT_REQUESTS_PER_MINUTE: '0',
    BOOTSTRAP_API_KEY: KEY,
    OPENAI_BASE_URL: `http://127.0.0.1:${modelPort}/v1`,
    CHAT_MODEL: 'bench',
    EMBEDDING_MODEL: 'bench-embedding',
    EMBEDDING_DIMENSIONS: '384',
    ...(server && { DATABASE_URL: await createDatabase(server) }),
  },
  /API\s+(\S+)\/api\/v1[\s\S]*Try it/,
);
try {
  const sessionId = await fill();
  const admin = await signIn(url!, EMAIL);
  const [first] = await read(`/admin/api/apps.list?input=${encodeURIComponent('{}')}`, admin, (text) =>
    [...text.matchAll(/"app_id":"(app_\w+)"/g)].map(([, id]) => id!),
  );
  const kinds: [name: string, path: string | undefined, headers: Record<string, string>][] = [
    ['nobody', undefined, {}],
    [`${READERS} readers, API`, `/api/v1/sessions/${sessionId}`, { authorization: `Bearer ${KEY}` }],
    [`${READERS} readers, panel`, `/admin/apps/${first}/conversations/${sessionId}`, admin],
  ];
  console.log(
    `\n/healthz beside a conversation of ${QUESTIONS} questions, ${server ? 'Postgres' : 'embedded'}\n`,
  );
  console.log(
    '| read by | views/s | kB a view | p50 ms | p95 ms | p99 ms | worst ms |\n| --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const [name, path, headers] of kinds) console.log(await measure(name, path, headers));
} finally {
  await docent.stop();
  await model.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** @returns the conversation's id */
async function fill(): Promise<string> {
  let session_id: string | undefined;
  for (let n = 0; n < QUESTIONS; n++) {
    const response = await fetch(`${url}/api/v1/chat`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: `Who is called first in outage ${n}?`, session_id }),
    });
    if (!response.ok) throw new Error(await response.text());
    ({ session_id } = (await response.json()) as { session_id: string });
  }
  return session_id!;
}

async function read<T>(path: string, headers: Record<string, string>, take: (text: string) => T): Promise<T> {
  const response = await fetch(`${url}${path}`, { headers, redirect: 'manual' });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return take(text);
}

/** @returns a row of the table */
async function measure(name: string, path: string | undefined, headers: Record<string, string>) {
  const end = Date.now() + MEASURED_MS;
  const sizes: number[] = [];
  const view = async () => {
    while (Date.now() < end) sizes.push(await read(path!, headers, (text) => text.length));
  };
  const readers = path === undefined ? [] : Array.from({ length: READERS }, view);
  const times: number[] = [];
  while (Date.now() < end) {
    const began = performance.now();
    await read('/healthz', {}, () => {});
    times.push(performance.now() - began);
    await sleep(POLLED_EVERY_MS);
  }
  await Promise.all(readers);
  const perSecond = (sizes.length / MEASURED_MS) * 1_000;
  const kB =
    sizes.length > 0 ? (sizes.reduce((sum, size) => sum + size, 0) / sizes.length / 1_000).toFixed(0) : '–';
  const [p50, p95, p99, worst] = [0.5, 0.95, 0.99, 1].map((share) => percentile(times, share).toFixed(1));
  return `| ${name} | ${perSecond.toFixed(1)} | ${kB} | ${p50} | ${p95} | ${p99} | ${worst} |`;
}
