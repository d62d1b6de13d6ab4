// npm run bench:ingest — upload to searchable: many small files and large texts, and chats while a large text is published.
// With BENCH_DATABASE_URL (a Postgres server) on that too, beside a service of express, LangChain.js and pgvector (bench/peers). With BENCH_BEFORE (the folder of another checkout, its packages
// installed) that one runs beside this one, in turns. What is behind by more than 5 % is named; BENCH_JSON names a file for the figures. BENCH_MB: sizes of the texts in megabytes, default 1,4.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { behind, writeJson, type Measured } from './compare.ts';
import { makeCorpus, seeded } from './corpus.ts';
import { DIMENSIONS, headers, missingPeer, startDocent, startPeer } from './docent.ts';
import { percentile, runChats } from './load.ts';
import { cpuMs, residentMb, startProcess, type Process } from './processes.ts';

const FILES = 200;
const FILES_A_FORM = 100;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const MEGABYTES = (process.env['BENCH_MB'] ?? '1,4').split(',').map(Number);
const here = (name: string) => new URL(name, import.meta.url).pathname;

const folders: string[] = [];
const processes: Process[] = [];
const [model, [, modelPort]] = await startProcess(
  here('model-server.ts'),
  ['0', '0', '100', `${DIMENSIONS}`],
  {},
  /(\d+)/,
);
processes.push(model);

type System = {
  name: string;
  url: string;
  pid: number;
  isPeer?: true;
  ready: number;
  figures: Map<string, number[]>;
};

async function start(name: string, main: string | undefined, server: string | undefined): Promise<System> {
  const started = await startDocent({ modelPort: modelPort!, main, server });
  processes.push(started.process);
  folders.push(started.folder!);
  const system = { name, url: started.url, pid: started.process.pid, ready: 0, figures: new Map() };
  await until(system, 3);
  return system;
}

async function startPeerSystem(server: string): Promise<System> {
  const { url, process } = await startPeer({ modelPort: modelPort!, server });
  processes.push(process);
  const name = 'express + LangChain.js';
  return { name, url, pid: process.pid, isPeer: true, ready: 0, figures: new Map() };
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
  if (system.isPeer) {
    const body = JSON.stringify(texts.map((text, index) => ({ name: `file-${index}.md`, text })));
    const json = { 'content-type': 'application/json' };
    const response = await fetch(`${system.url}/documents`, { method: 'POST', headers: json, body });
    if (!response.ok) throw new Error(await response.text());
    return (performance.now() - started) / 1_000;
  }
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

const chat = async ({ url, isPeer }: System, question: number): Promise<number[]> => {
  const target = {
    url: `${url}/chat`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: () =>
      JSON.stringify({
        message: corpus.questions[question % corpus.questions.length],
        ...(!isPeer && { stream: true }),
      }),
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
  const missing = missingPeer(server);
  if (missing) console.log(missing);
  const peer = missing ? undefined : await startPeerSystem(server!);
  const groups: { now: System; others: System[] }[] = [];
  for (const [name, url] of [
    ...(server ? [['Postgres', server] as const] : []),
    ...(process.env['BENCH_SKIP_EMBEDDED'] ? [] : [['embedded', undefined] as const]),
  ]) {
    const earlier = before && (await start(`${name}, before`, resolve(before, 'main.ts'), url));
    const others = [...(peer ? [peer] : []), ...(earlier ? [earlier] : [])];
    groups.push({ others, now: await start(name, undefined, url) });
  }
  const all = new Set(groups.flatMap(({ others, now }) => [...others, now]));
  for (let round = 0; round < ROUNDS; round++) for (const system of all) await measure(system);
  const measured = new Map([...all].map((system) => [system, figuresOf(system)]));
  const lines: string[] = [];
  for (const { now, others } of groups) {
    console.log(`\n| ${['', ...others.flatMap(({ name }) => [name, 'ratio']), now.name].join(' | ')} |`);
    console.log(`| --- |${' --- | --- |'.repeat(others.length)} --- |`);
    for (const [name, { value }] of measured.get(now)!.figures) {
      const cells = others.flatMap((other) => {
        const base = measured.get(other)!.figures.get(name)!.value;
        return [base.toFixed(2), (value / base).toFixed(2)];
      });
      console.log(`| ${[name, ...cells, value.toFixed(2)].join(' | ')} |`);
    }
    lines.push(...others.flatMap((other) => behind(measured.get(now)!, measured.get(other)!)));
  }
  console.log(`\n${lines.join('\n') || 'Behind nobody.'}`);
  writeJson('ingest', [...measured.values()]);
} finally {
  for (const one of processes) await one.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

function figuresOf({ name, figures }: System): Measured {
  const middle = [...figures].map(
    ([figure, values]) => [figure, { value: percentile(values, 0.5), better: 'low' as const }] as const,
  );
  return { name, figures: new Map(middle) };
}
