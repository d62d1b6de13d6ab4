// npm run bench:ingest — upload to searchable: many small files and large texts, and chats while a large text is published.
// With BENCH_DATABASE_URL (a Postgres server) on that too. With BENCH_BEFORE (the folder of another checkout, its packages
// installed) that one runs beside this one, in turns. BENCH_MB: sizes of the texts in megabytes, default 1,4.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCorpus, seeded } from './corpus.ts';
import { createDatabase } from './database.ts';
import { percentile, runChats } from './load.ts';
import { cpuMs, residentMb, startProcess, type Process } from './processes.ts';

const DIMENSIONS = 384;
const FILES = 200;
const FILES_A_FORM = 100;
const KEY = `sk_${'bench'.repeat(8)}`;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const MEGABYTES = (process.env['BENCH_MB'] ?? '1,4').split(',').map(Number);
const here = (name: string) => new URL(name, import.meta.url).pathname;
const headers = { authorization: `Bearer ${KEY}` };

const folders: string[] = [];
const processes: Process[] = [];
const [model, [, modelPort]] = await startProcess(
  here('model-server.ts'),
  ['0', '0', '100', `${DIMENSIONS}`],
  {},
  /(\d+)/,
);
processes.push(model);

type System = { name: string; url: string; pid: number; ready: number; figures: Map<string, number[]> };

async function start(name: string, main: string, server: string | undefined): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
  folders.push(folder);
  const [started, [, url]] = await startProcess(
    main,
    [],
    {
      PORT: '0',
      DATA_DIR: folder,
      ROLES: 'api,worker',
      LOG_LEVEL: 'warn',
      DEFAULT_REQUESTS_PER_MINUTE: '0',
      BOOTSTRAP_API_KEY: KEY,
      OPENAI_BASE_URL: `http://127.0.0.1:${modelPort}/v1`,
      CHAT_MODEL: 'bench',
      EMBEDDING_MODEL: 'bench-embedding',
      EMBEDDING_DIMENSIONS: `${DIMENSIONS}`,
      ...(server && { DATABASE_URL: await createDatabase(server) }),
    },
    /API\s+(\S+)[\s\S]*Try it/,
  );
  processes.push(started);
  const system = { name, url: url!, pid: started.pid, ready: 0, figures: new Map() };
  await until(system, 3);
  return system;
}

const random = seeded(11);
/** Words that no other text has in this order. */
function textOf(bytes: number): string {
  const { documents } = corpus;
  let text = `# Text ${random()}\n\n`;
  while (text.length < bytes) {
    const source = documents[Math.floor(random() * documents.length)]!;
    const from = Math.floor(random() * (source.length - 1_200));
    text += `${source.slice(from, from + 900)} ${random()}.\n\n`;
  }
  return text.slice(0, bytes);
}
const corpus = makeCorpus(22, 100);

/** Waits until so many documents are ready in all. */
async function until({ url }: System, count: number): Promise<void> {
  const page = Math.ceil(count / 100);
  for (;;) {
    const list = await (
      await fetch(`${url}/documents?status=ready&per_page=100&page=${page}`, { headers })
    ).json();
    if (list.documents.length >= count - (page - 1) * 100) return;
    const { documents } = await (
      await fetch(`${url}/documents?status=failed&per_page=1`, { headers })
    ).json();
    if (documents.length > 0) throw new Error(documents[0].error);
    await sleep(25);
  }
}

/** @returns seconds from the first byte until all of them can be found */
async function upload(system: System, texts: string[]): Promise<number> {
  const started = performance.now();
  for (let from = 0; from < texts.length; from += FILES_A_FORM) {
    const form = new FormData();
    for (const [index, text] of texts.slice(from, from + FILES_A_FORM).entries())
      form.append('file', new Blob([text]), `file-${from + index}.md`);
    const response = await fetch(`${system.url}/documents`, { method: 'POST', headers, body: form });
    if (response.status !== 202) throw new Error(await response.text());
  }
  system.ready += texts.length;
  await until(system, system.ready + 3);
  return (performance.now() - started) / 1_000;
}

function note({ figures }: System, name: string, value: number): void {
  figures.set(name, [...(figures.get(name) ?? []), value]);
}

const chat = async ({ url }: System, question: number): Promise<number[]> => {
  const target = {
    url: `${url}/chat`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: () =>
      JSON.stringify({ message: corpus.questions[question % corpus.questions.length], stream: true }),
    firstToken: 'event: message',
    complete: 'event: end',
  };
  return (await runChats(target, 1, 1)).firstTokenMs;
};

/** Chats one after the other until an upload can be found. @returns times to the first token, milliseconds */
async function chatsDuring(system: System, work: Promise<unknown>): Promise<number[]> {
  let over = false;
  const ended = work.finally(() => (over = true));
  const times: number[] = [];
  while (!over) {
    times.push(...(await chat(system, times.length)));
    await sleep(10);
  }
  await ended;
  return times;
}

async function measure(system: System): Promise<void> {
  const before = cpuMs(system.pid);
  const small = Array.from({ length: FILES }, () => textOf(2_000));
  note(system, `${FILES} files of 2 kB, s`, await upload(system, small));
  note(system, `… CPU of the service, s`, (cpuMs(system.pid) - before) / 1_000);
  for (const megabytes of MEGABYTES) {
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, residentMb(system.pid))), 50);
    note(system, `${megabytes} MB of text, s`, await upload(system, [textOf(megabytes * 1_000_000)]));
    clearInterval(watch);
    note(system, `… MB resident at most, with ${megabytes} MB`, most);
  }
  // The first chat of a process loads what others find there.
  for (let question = 0; question < 5; question++) await chat(system, question);
  const largest = textOf(MEGABYTES.at(-1)! * 1_000_000);
  const times = await chatsDuring(system, upload(system, [largest]));
  note(system, `a chat while ${MEGABYTES.at(-1)} MB are ingested, p50 ms`, percentile(times, 0.5));
  note(system, `… p99 ms`, percentile(times, 0.99));
}

try {
  const server = process.env['BENCH_DATABASE_URL'];
  const before = process.env['BENCH_BEFORE'];
  const groups: System[][] = [];
  for (const [name, url] of [
    ...(server ? [['Postgres', server] as const] : []),
    ...(process.env['BENCH_SKIP_EMBEDDED'] ? [] : [['embedded', undefined] as const]),
  ])
    groups.push([
      ...(before ? [await start(`${name}, before`, resolve(before, 'main.ts'), url)] : []),
      await start(name, here('../main.ts'), url),
    ]);
  for (let round = 0; round < ROUNDS; round++) for (const system of groups.flat()) await measure(system);
  const middle = (values: number[]) => percentile(values, 0.5);
  for (const group of groups) {
    const now = group.at(-1)!;
    const earlier = group.length > 1 ? group[0]! : undefined;
    console.log(`\n| ${now.name} |${earlier ? ' before |' : ''} now |${earlier ? ' ratio |' : ''}`);
    console.log(`| --- | --- |${earlier ? ' --- | --- |' : ''}`);
    for (const [name, values] of now.figures) {
      const value = middle(values);
      const old = earlier && middle(earlier.figures.get(name)!);
      console.log(
        `| ${name} |${old === undefined ? '' : ` ${old.toFixed(2)} |`} ${value.toFixed(2)} |${old === undefined ? '' : ` ${(value / old).toFixed(2)} |`}`,
      );
    }
  }
} finally {
  for (const one of processes) await one.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
