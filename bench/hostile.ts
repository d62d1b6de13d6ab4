// npm run bench:hostile — the effect of hostile uploads on chats: time to the first token with and without them,
// interleaved in one run, and with an ordinary large document for comparison; and how each upload ended. With
// BENCH_DATABASE_URL on Postgres.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deepHtml,
  deepJson,
  entityBomb,
  hostilePdfs,
  inflatingDocx,
  longLines,
  lyingDocx,
  manyEntries,
} from '../test/hostile-files.ts';
import { createDatabase } from './database.ts';
import { makeCorpus } from './corpus.ts';
import { percentile, runChats, type Target } from './load.ts';
import { startProcess } from './processes.ts';

const KEY = `sk_${'bench'.repeat(8)}`;
const AT_ONCE = 8;
const CHATS = 64;
const PACED_MS = 550;
const headers = { authorization: `Bearer ${KEY}` };
const { documents, questions } = makeCorpus(22, 100);
const honest = (seed: number) => documents.map((text) => `${seed} ${text}`).join('\n\n');

type Upload = [name: string, make: () => Uint8Array];
const LONG = Number(process.env['BENCH_LINE_MB'] ?? 100) * 1_000_000;
const hostile: Upload[] = [
  ['inflating to 400 MB.docx', () => inflatingDocx(400)],
  ['100,000 entries.docx', () => manyEntries(100_000)],
  ['lying sizes.docx', lyingDocx],
  ['entities.html', () => entityBomb('html')],
  ['deep.json', () => deepJson(1_000_000)],
  ['deep.html', () => deepHtml(100_000)],
  ...Object.entries(hostilePdfs).map(([name, make]): Upload => [`${name}.pdf`, make]),
  ...Object.entries(longLines(LONG)).map(([name, make]): Upload => [
    `${LONG / 1e6} MB on a line, ${name}`,
    make,
  ]),
];

const model = await startProcess(
  new URL('model-server.ts', import.meta.url).pathname,
  ['50', '5', '100', '384'],
  {},
  /(\d+)/,
);
const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
const server = process.env['BENCH_DATABASE_URL'];
const [docent, [, url]] = await startProcess(
  new URL('../main.ts', import.meta.url).pathname,
  [],
  {
    PORT: '0',
    DATA_DIR: folder,
    ROLES: 'api,worker',
    LOG_LEVEL: 'fatal',
    BOOTSTRAP_API_KEY: KEY,
    DEFAULT_REQUESTS_PER_MINUTE: '0',
    OPENAI_BASE_URL: `http://127.0.0.1:${model[1][1]}/v1`,
    CHAT_MODEL: 'bench',
    EMBEDDING_MODEL: 'bench-embedding',
    EMBEDDING_DIMENSIONS: '384',
    ...(server && { DATABASE_URL: await createDatabase(server) }),
  },
  /API\s+(\S+)[\s\S]*Try it/,
);
const target: Target = {
  url: `${url}/chat`,
  headers: { 'content-type': 'application/json', ...headers },
  body: (n) => JSON.stringify({ message: questions[n % questions.length], stream: true }),
  firstToken: 'event: message',
  complete: 'event: end',
};

/** Sends a file and waits until it is processed. @returns how it ended */
async function ingest(name: string, content: Uint8Array): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([content as BlobPart]), name);
  const response = await fetch(`${url}/documents`, { method: 'POST', headers, body: form });
  const body = await response.json();
  if (response.status !== 202) return `${response.status} ${body.error.code}`;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const path = `${url}/documents/${body.documents[0].document_id}`;
    const { document } = await (await fetch(path, { headers })).json();
    if (document.status === 'failed') return `failed: ${document.error}`;
    // Read and chunked: its embedding is the same work for any text.
    if (document.status === 'embedding' || document.status === 'ready') {
      await fetch(path, { method: 'DELETE', headers });
      return `read, ${document.chunk_count} chunks`;
    }
  }
}

const chats = async () => (await runChats(target, AT_ONCE, CHATS, PACED_MS)).firstTokenMs;
const times = { alone: [] as number[], honest: [] as number[], hostile: [] as number[] };

/** Repeats chats until the work is done, at least once. */
async function chatDuring(values: number[], work: Promise<unknown>): Promise<void> {
  let done = false;
  const ended = work.finally(() => (done = true));
  do values.push(...(await chats()));
  while (!done);
  await ended;
}

try {
  await ingest('corpus.md', Buffer.from(honest(0)));
  await chats();
  console.log('| upload | MB | how it ended | s |\n| --- | --- | --- | --- |');
  for (const [place, [name, make]] of hostile.entries()) {
    const content = make();
    times.alone.push(...(await chats()));
    if (place % 4 === 0)
      await chatDuring(times.honest, ingest(`honest-${place}.md`, Buffer.from(honest(place + 1).repeat(3))));
    const began = performance.now();
    let ended = 0;
    const work = ingest(name, content).then((how) => {
      ended = performance.now() - began;
      return how;
    });
    await chatDuring(times.hostile, work);
    console.log(
      `| ${name} | ${(content.length / 1e6).toFixed(1)} | ${await work} | ${(ended / 1_000).toFixed(1)} |`,
    );
  }
  console.log('\n| chats, ms to the first token (the model takes 50) | chats | p50 | p95 | p99 |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const [name, values] of Object.entries(times)) {
    const figures = [0.5, 0.95, 0.99].map((share) => percentile(values, share).toFixed(1));
    console.log(
      `| ${name === 'alone' ? 'alone' : `during ${name} uploads`} | ${values.length} | ${figures.join(' | ')} |`,
    );
  }
} finally {
  await docent.stop();
  await model[0].stop();
  rmSync(folder, { recursive: true, force: true });
}
