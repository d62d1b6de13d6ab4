// npm run bench:switch — at least 1,000 chats while an app switches to another embedding model of the same dimensions:
// does any fail, is any answered over vectors of the other model? With BENCH_DATABASE_URL (a Postgres server) there, with
// a worker that is killed (kill -9) meanwhile: [BENCH_KILLS=3]. [BENCH_CHATS=1000]
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { conceptIn, CONCEPT_DIMENSIONS, playConcepts, questionAbout, RIGHT } from '../test/concepts.ts';
import { startModelServer } from '../test/model-server.ts';
import { makeCorpus } from './corpus.ts';
import { createDatabase } from './database.ts';
import { percentile } from './load.ts';
import { startProcess, type Process } from './processes.ts';

const CHATS = Number(process.env['BENCH_CHATS'] ?? 1_000);
const KILLS = Number(process.env['BENCH_KILLS'] ?? 3);
const CHATS_AFTER = 200;
const LANES = 8;
const [DOCUMENTS, SECTIONS, LATE] = [30, 40, 10];
const KEY = `sk_${'bench'.repeat(8)}`;
const OTHER = 'another-concept';
const server = process.env['BENCH_DATABASE_URL'];
const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
const model = await startModelServer();
playConcepts(model, { batchMs: 500 });
const env = {
  PORT: '0',
  DATA_DIR: folder,
  LOG_LEVEL: 'fatal',
  DEFAULT_REQUESTS_PER_MINUTE: '0',
  BOOTSTRAP_API_KEY: KEY,
  OPENAI_BASE_URL: model.url,
  OPENAI_API_KEY: 'bench',
  CHAT_MODEL: 'bench',
  EMBEDDING_MODEL: 'concept',
  EMBEDDING_DIMENSIONS: `${CONCEPT_DIMENSIONS}`,
  ...(server && { DATABASE_URL: await createDatabase(server) }),
};
const main = new URL('../main.ts', import.meta.url).pathname;
const start = async (roles: string, ready: RegExp): Promise<[Process, string]> => {
  const [process_, [, found]] = await startProcess(main, [], { ...env, ROLES: roles }, ready);
  return [process_, found ?? ''];
};
const startWorker = async () => (await start('worker', /(worker) is running/))[0];
const [api, url] = await start(server ? 'api' : 'api,worker', /API\s+(\S+)[\s\S]*Try it/);
let worker = server ? await startWorker() : undefined;
const database = server ? new pg.Client({ connectionString: env.DATABASE_URL }) : undefined;

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
const call = async (path: string, json?: object): Promise<any> => {
  const response = await fetch(`${url}${path}`, {
    headers,
    ...(json && { method: 'POST', body: JSON.stringify(json) }),
  });
  return response.json();
};
const until = async (what: () => Promise<boolean>) => {
  while (!(await what())) await sleep(250);
};
const ready = async () => (await call('/documents?status=ready&per_page=100')).documents.length;

try {
  await database?.connect();
  const { documents } = makeCorpus(DOCUMENTS, SECTIONS);
  let concepts = 0;
  const upload = async (text: string) => {
    const marked = text.replaceAll(/^## Section \d+$/gm, () => `## About ${conceptIn(concepts++)}`);
    const { success, error } = await call('/documents', { name: `${concepts}.md`, text: marked });
    if (!success) throw new Error(error.message);
  };
  const before = await ready();
  for (const text of documents) await upload(text);
  await until(async () => (await ready()) >= before + DOCUMENTS);
  const early = concepts;
  console.log(`${early} concepts in ${DOCUMENTS} documents`);

  const chats: { ms: number; wrong?: string }[] = [];
  let finishedAt = Infinity;
  const isOver = () => chats.length >= CHATS && chats.length >= finishedAt + CHATS_AFTER;
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let n = lane; !isOver(); n += LANES) {
      const sent = performance.now();
      const answer = await call('/chat', { message: questionAbout((n * 7) % early) }).catch((error) => ({
        content: String(error),
      }));
      const wrong = answer.content === RIGHT ? undefined : JSON.stringify(answer.error ?? answer.content);
      chats.push({ ms: performance.now() - sent, wrong });
      if (server) await sleep(100);
    }
  });
  await until(async () => chats.length >= CHATS / 10);
  const { embedding_switch, error } = await call('/embedding/switches', { model: OTHER });
  if (error) throw new Error(error.message);
  const begun = performance.now();
  const path = `/embedding/switches/${embedding_switch.switch_id}`;
  const state = async () => (await call(path)).embedding_switch;
  const kills = worker ? KILLS : 0;
  for (let kill = 0; kill < kills && worker; kill++) {
    const { embedded_count } = await state();
    // Only after some progress, so that each kill hits work.
    await until(
      async () => (await state()).embedded_count > embedded_count || (await state()).status === 'ready',
    );
    await sleep(300);
    worker.child.kill('SIGKILL');
    await once(worker.child, 'exit');
    console.log(`killed at ${(await state()).embedded_count} of ${embedding_switch.chunk_count} chunks`);
    worker = await startWorker();
  }
  await until(async () => (await state()).status === 'ready');
  const { check } = await state();
  // Published while the switch waits: they are embedded before it is made.
  const { documents: late } = makeCorpus(DOCUMENTS + LATE, 3);
  for (const text of late.slice(DOCUMENTS)) await upload(text);
  await until(async () => (await ready()) >= before + DOCUMENTS + LATE);
  await call(`${path}/confirm`, {});
  await until(async () => (await state()).status === 'finished');
  finishedAt = chats.length;
  const seconds = (performance.now() - begun) / 1_000;
  await Promise.all(lanes);

  const lost: number[] = [];
  for (let concept = early; concept < concepts; concept++)
    if ((await call('/chat', { message: questionAbout(concept) })).content !== RIGHT) lost.push(concept);
  const wrong = chats.filter((chat) => chat.wrong);
  const asked = model.calls.filter(({ body }) => body?.input?.length === 1).map(({ body }) => body.model);
  const times = (part: typeof chats) =>
    percentile(
      part.map(({ ms }) => ms),
      0.5,
    ).toFixed(0);
  console.log(
    `${chats.length} chats, ${finishedAt} of them until the switch, which took ${seconds.toFixed(0)} s with ${kills} kills; ` +
      `${asked.filter((name) => name === OTHER).length} questions embedded with the new model; median ms before/after: ` +
      `${times(chats.slice(0, CHATS / 10))}/${times(chats.slice(finishedAt))}; recall check: ${JSON.stringify(check)}`,
  );
  for (const text of new Set(wrong.map((chat) => chat.wrong))) console.log(`wrong: ${text}`);
  const one = async (sql: string): Promise<number> => Number((await database!.query(sql)).rows[0].n);
  if (database)
    await until(async () => (await one('select count(distinct generation) as n from vector_index')) === 1);
  const rows: [what: string, found: number, wanted: number][] = [
    ['chats that failed, or were answered over vectors of the other model', wrong.length, 0],
    ['concepts uploaded during the switch that are not found', lost.length, 0],
    ...(database
      ? ([
          [
            'chunks without a vector of the new model, or vectors without a chunk',
            await one(`select count(*) as n from chunks full join (
              select v.* from vector_index v join apps a on a.app_id = v.app_id and a.embedding_generation = v.generation
              where a.embedding_model = '${OTHER}') entry using (app_id, chunk_id)
              where entry.chunk_id is null or chunks.chunk_id is null`),
            0,
          ],
          [
            'models on the ledger',
            await one(`select count(distinct model) as n from ledger where kind <> 'chat'`),
            2,
          ],
          ['staged rows left', await one('select count(*) as n from staged_chunks'), 0],
        ] as [string, number, number][])
      : []),
  ];
  console.log('| | found | wanted |\n| --- | --- | --- |');
  for (const [what, found, wanted] of rows) console.log(`| ${what} | ${found} | ${wanted} |`);
  if (rows.some(([, found, wanted]) => found !== wanted)) process.exitCode = 1;
} finally {
  await database?.end();
  await worker?.stop();
  await api.stop();
  await model.close();
  rmSync(folder, { recursive: true, force: true });
}
