// npm run bench:chat — the time Docent adds to a chat, compared with calling the model server directly, with a proxy that does
// nothing else, and with a service of express, LangChain.js and pgvector (bench/peers), interleaved in one run. What is behind the
// last two by more than 5 % is named. BENCH_JSON names a file for the figures. With BENCH_DATABASE_URL (a Postgres server) on both
// databases. With BENCH_BEFORE (the folder of another checkout, its packages installed) that one runs beside this one,
// and each figure is also given as a ratio to it.
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { behind, writeJson, type Measured } from './compare.ts';
import { makeCorpus } from './corpus.ts';
import {
  DIMENSIONS,
  headers,
  missingPeer,
  startDocent,
  startPeer,
  uploadAll,
  type Started,
} from './docent.ts';
import { percentile, runChats, type Target } from './load.ts';
import { cpuMs, residentMb, startProcess, type Process } from './processes.ts';

const TOKENS = 100;
const CONCURRENCY = [1, 16, 64];
/** How long a paced answer takes. */
const PACED_MS = 550;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3);
const here = (name: string) => new URL(name, import.meta.url).pathname;
const { documents, questions } = makeCorpus(22, 100);

const [instant, [, instantPort]] = await startProcess(
  here('model-server.ts'),
  ['0', '0', `${TOKENS}`, `${DIMENSIONS}`],
  {},
  /(\d+)/,
);
const [paced, [, pacedPort]] = await startProcess(
  here('model-server.ts'),
  ['50', '5', `${TOKENS}`, `${DIMENSIONS}`],
  {},
  /(\d+)/,
);
const processes: Process[] = [instant, paced];
const folders: string[] = [];

type System = {
  name: string;
  paced: { target: Target; pid?: number };
  instant: { target: Target; pid?: number };
  isPeer?: true;
  isDocent?: true;
  /** The other checkout that this one is compared with. */
  before?: System;
};

const openaiBody = JSON.stringify({
  model: 'bench',
  stream: true,
  messages: [{ role: 'user', content: 'x'.repeat(4_000) }],
});
const openaiTarget = (port: string): Target => ({
  url: `http://127.0.0.1:${port}/v1/chat/completions`,
  headers: { 'content-type': 'application/json' },
  body: () => openaiBody,
  firstToken: '"content"',
  complete: '[DONE]',
});

async function proxySystem(): Promise<System> {
  const [slow, [, slowPort]] = await startProcess(here('proxy.ts'), [pacedPort!], {}, /(\d+)/);
  const [fast, [, fastPort]] = await startProcess(here('proxy.ts'), [instantPort!], {}, /(\d+)/);
  processes.push(slow, fast);
  return {
    name: 'pass-through proxy',
    paced: { target: openaiTarget(slowPort!), pid: slow.pid },
    instant: { target: openaiTarget(fastPort!), pid: fast.pid },
  };
}

async function docentSystem(name: string, server?: string, main?: string): Promise<System> {
  const start = async (modelPort: string) => {
    const { url, process } = keep(await startDocent({ modelPort, main, server }));
    const chunks = await uploadAll(url, headers, documents);
    return { target: chatTarget(`${url}/chat`, 'stream'), pid: process.pid, chunks };
  };
  const [slow, fast] = [await start(pacedPort!), await start(instantPort!)];
  return { name: `${name}, ${slow.chunks} chunks`, paced: slow, instant: fast };
}

async function peerSystem(server: string): Promise<System> {
  const start = async (modelPort: string) => {
    const { url, process } = keep(await startPeer({ modelPort, server }));
    const texts = documents.map((text, place) => ({ name: `document-${place}.md`, text }));
    const response = await fetch(`${url}/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(texts),
    });
    const { chunks } = await response.json();
    return { target: chatTarget(`${url}/chat`), pid: process.pid, chunks };
  };
  const [slow, fast] = [await start(pacedPort!), await start(instantPort!)];
  return { name: `express + LangChain.js, ${slow.chunks} chunks`, isPeer: true, paced: slow, instant: fast };
}

const chatTarget = (url: string, stream?: 'stream'): Target => ({
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body: (n) => JSON.stringify({ message: questions[n % questions.length], ...(stream && { stream: true }) }),
  firstToken: 'event: message',
  complete: 'event: end',
});

function keep(started: Started): Started {
  processes.push(started.process);
  if (started.folder) folders.push(started.folder);
  return started;
}

type Row = { firstP50: number[]; added: string[]; perSecond: number; cpu: number; memory: number };

async function measure(systems: System[]): Promise<void> {
  const first = new Map(
    systems.map((system) => [system, new Map<number, number[]>(CONCURRENCY.map((chats) => [chats, []]))]),
  );
  const cpu = new Map(systems.map((system) => [system, { ms: 0, chats: 0 }]));
  const rates = new Map<System, number[]>(systems.map((system) => [system, []]));
  for (const system of systems) {
    await runChats(system.paced.target, 16, 32);
    await runChats(system.instant.target, 16, 200);
  }
  for (let round = 0; round < ROUNDS; round++)
    for (const system of systems) {
      for (const [concurrency, values] of first.get(system)!) {
        const before = system.paced.pid ? cpuMs(system.paced.pid) : 0;
        const chats = Math.max(12, concurrency * 4);
        const { firstTokenMs } = await runChats(system.paced.target, concurrency, chats, PACED_MS);
        values.push(...firstTokenMs);
        if (system.paced.pid && concurrency === 16) {
          const sum = cpu.get(system)!;
          sum.ms += cpuMs(system.paced.pid) - before;
          sum.chats += chats;
        }
      }
      const { seconds, chats } = await runChats(system.instant.target, 32, 600);
      rates.get(system)!.push(chats / seconds);
    }
  const direct = first.get(systems[0]!)!;
  const rows: [System, Row][] = [];
  for (const system of systems) {
    const added = [...first.get(system)!].map(([concurrency, values]) =>
      [0.5, 0.95]
        .map((share) => (percentile(values, share) - percentile(direct.get(concurrency)!, share)).toFixed(1))
        .join('/'),
    );
    const { ms, chats } = cpu.get(system)!;
    rows.push([
      system,
      {
        firstP50: [...first.get(system)!.values()].map((values) => percentile(values, 0.5)),
        added,
        perSecond: percentile(rates.get(system)!, 0.5),
        cpu: ms / Math.max(1, chats),
        memory: await memoryAt200(system),
      },
    ]);
  }
  print(rows);
}

/** Resident memory while 200 streams are open. */
async function memoryAt200({ paced: { target, pid } }: System): Promise<number> {
  if (!pid) return 0;
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, residentMb(pid))), 50);
  await runChats(target, 200, 400, PACED_MS);
  clearInterval(watch);
  return most;
}

function print(rows: [System, Row][]): void {
  const proxy = rows[1]![1];
  console.log(
    `\nModel: 50 ms to the first token, ${TOKENS} tokens at 5 ms. Added time to the first token against calling it directly, p50/p95 ms.\n`,
  );
  console.log('| | 1 chat | 16 | 64 | chats/s, instant model | CPU ms a chat | MB at 200 streams |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [{ name }, { added, perSecond, cpu, memory }] of rows) {
    const ratio = (value: number, base: number) => (base ? ` (${(value / base).toFixed(2)}× proxy)` : '');
    console.log(
      `| ${name} | ${added.join(' | ')} | ${perSecond.toFixed(0)}${ratio(perSecond, proxy.perSecond)} | ` +
        `${cpu ? cpu.toFixed(1) + ratio(cpu, proxy.cpu) : '–'} | ${memory ? memory.toFixed(0) : '–'} |`,
    );
  }
  const measured = new Map(rows.map(([system, row]) => [system, figuresOf(system.name, row)]));
  for (const [{ name, before }, now] of rows) {
    const earlier = rows.find(([system]) => system === before)?.[1];
    if (earlier) console.log(`\n${name}, ratios to before: ${ratiosToBefore(now, earlier)}`);
  }
  const lines = rows.flatMap(([system]) => {
    if (!system.isDocent) return [];
    const others = rows.filter(([other]) => other.isPeer || other === system.before);
    return others.flatMap(([other]) => behind(measured.get(system)!, measured.get(other)!));
  });
  console.log(`\n${lines.join('\n') || 'Behind nobody.'}`);
  writeJson('chat', [...measured.values()]);
}

function figuresOf(name: string, { firstP50, perSecond, cpu, memory }: Row): Measured {
  const figures: Measured['figures'] = new Map([
    ['chats/s, instant model', { value: perSecond, better: 'high' }],
    ['CPU of the process a chat, ms', { value: cpu, better: 'low' }],
    ['MB at 200 streams', { value: memory, better: 'low' }],
  ]);
  for (const [place, chats] of CONCURRENCY.entries())
    figures.set(`first token p50 at ${chats} chats, ms`, { value: firstP50[place]!, better: 'low' });
  return { name, figures };
}

/** The whole time to the first token (model included), chats a second, CPU and memory, each divided by the earlier one. */
function ratiosToBefore(now: Row, earlier: Row): string {
  const ratio = (key: 'perSecond' | 'cpu' | 'memory') => (now[key] / earlier[key]).toFixed(2);
  const first = now.firstP50.map((value, index) => (value / earlier.firstP50[index]!).toFixed(3));
  return (
    `first token p50 at 1 / 16 / 64 chats ${first.join(' / ')}; chats/s ${ratio('perSecond')}; ` +
    `CPU ${ratio('cpu')}; memory ${ratio('memory')}`
  );
}

try {
  const direct: System = {
    name: 'direct',
    paced: { target: openaiTarget(pacedPort!) },
    instant: { target: openaiTarget(instantPort!) },
  };
  const systems = [direct, await proxySystem()];
  const server = process.env['BENCH_DATABASE_URL'];
  const missing = missingPeer(server);
  if (missing) console.log(missing);
  else systems.push(await peerSystem(server!));
  const before = process.env['BENCH_BEFORE'];
  for (const [name, url] of [
    ...(server ? [['Docent on Postgres', server] as const] : []),
    ...(process.env['BENCH_SKIP_EMBEDDED'] ? [] : [['Docent, embedded', undefined] as const]),
  ]) {
    const earlier = before && (await docentSystem(`${name}, before`, url, resolve(before, 'main.ts')));
    const system = await docentSystem(name, url);
    if (earlier) systems.push(earlier);
    systems.push({ ...system, isDocent: true, ...(earlier && { before: earlier }) });
  }
  await measure(systems);
} finally {
  for (const one of processes) await one.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
