// npm run bench:scaling — what an installation of a given size needs: measures bytes and CPU of a chunk and a chat on
// BENCH_DATABASE_URL (a Postgres server on this machine), and computes the table of docs/scaling.md from them.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { makeCorpus } from './corpus.ts';
import { DIMENSIONS, headers, startDocent } from './docent.ts';
import { runChats } from './load.ts';
import { cpuMs, startProcess } from './processes.ts';

const CHATS = 1_000;
/** Of 100 chunks: too few for an index over the vectors of this app alone. */
const DOCUMENTS = 45;
const here = (name: string) => new URL(name, import.meta.url).pathname;

/** What is assumed of an app; everything else is measured. */
const APP = { chunks: 10_000, chatsADay: 100, daysKept: 365, busiestHour: 0.15 };
/** A database machine: memory for the indexes of vectors, and cores. */
const MACHINE = { memoryGb: 64, cores: 16 };
/** Shares of a core that may be busy in the busiest hour. */
const BUSY = 0.5;
/** What a search may spend on planning. */
const PLANNING_MS = 5;
const SIZES = [1, 100, 1_000, 10_000, 100_000];

const server = process.env['BENCH_DATABASE_URL'];
if (!server) throw new Error('Set BENCH_DATABASE_URL to a Postgres server on this machine.');
const [model, [, modelPort]] = await startProcess(
  here('model-server.ts'),
  ['0', '0', '100', `${DIMENSIONS}`],
  {},
  /(\d+)/,
);
const docent = await startDocent({ modelPort: modelPort!, server });
const name = await newestDatabase();
const client = new pg.Client({
  connectionString: Object.assign(new URL(server), { pathname: `/${name}` }).href,
});
await client.connect();

try {
  const { documents, questions } = makeCorpus(DOCUMENTS, 100);
  const before = await sizes();
  const cpuBefore = await cpu();
  const form = new FormData();
  for (const [place, text] of documents.entries()) form.append('file', new Blob([text]), `d-${place}.md`);
  const uploaded = await fetch(`${docent.url}/documents`, { method: 'POST', headers, body: form });
  if (uploaded.status !== 202) throw new Error(await uploaded.text());
  while ((await count(`select count(*) from documents where status <> 'ready'`)) > 0)
    await new Promise((done) => setTimeout(done, 200));
  await client.query('vacuum (full, analyze)');
  const chunks = await count('select count(*) from chunks');
  const ingested = await sizes();
  const cpuIngested = await cpu();
  const target = {
    url: `${docent.url}/chat`,
    headers: { ...headers, 'content-type': 'application/json' },
    body: (n: number) => JSON.stringify({ message: questions[n % questions.length], stream: true }),
    firstToken: 'event: message',
    complete: 'event: end',
  };
  await runChats(target, 8, CHATS);
  const cpuChatted = await cpu();
  await client.query('vacuum (full, analyze)');
  const chatted = await sizes();
  const index = await hnswBytes();
  const planning = await planningMs();
  const grown = (from: Map<string, number>, to: Map<string, number>, tables: string[]) =>
    tables.reduce((sum, table) => sum + (to.get(table) ?? 0) - (from.get(table) ?? 0), 0);
  const perChunk = {
    text: grown(before, ingested, ['chunks', 'documents']) / chunks,
    words: grown(before, ingested, ['lexical_index', 'term_statistics']) / chunks,
    vector: grown(before, ingested, ['vector_index']) / chunks,
    index: index / chunks,
    cpu: sum(cpuIngested, cpuBefore) / chunks,
  };
  const largest = [...chatted]
    .map(([table, bytes]): [string, number] => [table, (bytes - (ingested.get(table) ?? 0)) / CHATS])
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4);
  const perChat = {
    bytes: [...chatted].reduce((all, [table, bytes]) => all + bytes - (ingested.get(table) ?? 0), 0) / CHATS,
    service: (cpuChatted.service - cpuIngested.service) / CHATS,
    database: (cpuChatted.database - cpuIngested.database) / CHATS,
  };
  console.log(`\n${chunks} chunks of ${DIMENSIONS} dimensions, ${CHATS} chats; the model answers at once.\n`);
  console.log('| measured | |\n| --- | --- |');
  console.log(`| a chunk: text and place, bytes | ${perChunk.text.toFixed(0)} |`);
  console.log(`| … words for the search, bytes | ${perChunk.words.toFixed(0)} |`);
  console.log(`| … vector, bytes | ${perChunk.vector.toFixed(0)} |`);
  console.log(`| … in the HNSW index of a large app, bytes | ${perChunk.index.toFixed(0)} |`);
  console.log(`| … CPU to read and publish it, ms | ${perChunk.cpu.toFixed(2)} |`);
  console.log(`| a chat, bytes | ${perChat.bytes.toFixed(0)} |`);
  console.log(
    `| … most of it | ${largest.map(([table, bytes]) => `${table} ${bytes.toFixed(0)}`).join(', ')} |`,
  );
  console.log(
    `| … CPU of the service and of Postgres, ms | ${perChat.service.toFixed(1)} + ${perChat.database.toFixed(1)} |`,
  );
  console.log(`| planning a search, for each 100 large apps in the database, ms | ${planning.toFixed(2)} |`);
  console.log(
    `\nAn app has ${APP.chunks.toLocaleString('en')} chunks and ${APP.chatsADay} chats a day, kept for ${APP.daysKept} days; ` +
      `${APP.busiestHour * 100} % of a day's chats are in its busiest hour.\n`,
  );
  console.log(
    '| apps | chunks | tables, GB | vector indexes, GB | chats, GB | chats/s, busiest hour | cores: service + Postgres | databases, by memory / cores / planning |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const apps of SIZES) {
    const all = apps * APP.chunks;
    const gb = (bytes: number) => bytes / 1e9;
    const rate = (apps * APP.chatsADay * APP.busiestHour) / 3_600;
    const cores = [perChat.service, perChat.database].map((ms) => (rate * ms) / 1_000 / BUSY);
    const databases = [
      gb(all * perChunk.index) / (MACHINE.memoryGb / 2),
      cores[1]! / MACHINE.cores,
      ((apps / 100) * planning) / PLANNING_MS,
    ];
    const cells = [
      apps.toLocaleString('en'),
      all.toLocaleString('en'),
      gb(all * (perChunk.text + perChunk.words + perChunk.vector)).toFixed(1),
      gb(all * perChunk.index).toFixed(1),
      gb(apps * APP.chatsADay * APP.daysKept * perChat.bytes).toFixed(1),
      rate.toFixed(1),
      cores.map((value) => value.toFixed(1)).join(' + '),
      databases.map((value) => Math.max(1, Math.ceil(value))).join(' / '),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  await client.end();
  await docent.process.stop();
  await model.stop();
  rmSync(docent.folder!, { recursive: true, force: true });
}

async function count(query: string): Promise<number> {
  return Number((await client.query(query)).rows[0].count);
}

/** Bytes of each table with its indexes, but for those over vectors. */
async function sizes(): Promise<Map<string, number>> {
  const { rows } = await client.query(
    `select relname, (pg_table_size(oid) + coalesce((
       select sum(pg_relation_size(indexrelid)) from pg_index join pg_class i on i.oid = indexrelid
       where indrelid = c.oid and i.relam <> (select oid from pg_am where amname = 'hnsw')), 0))::float8 as bytes
     from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  return new Map(rows.map(({ relname, bytes }) => [relname, bytes]));
}

/** The index that a large app gets (see decision 0030), over the same vectors. */
async function hnswBytes(): Promise<number> {
  await client.query('begin');
  await client.query(
    `create index scaling on vector_index using hnsw ((embedding::halfvec(${DIMENSIONS})) halfvec_cosine_ops)`,
  );
  const { rows } = await client.query(`select pg_relation_size('scaling')::float8 as bytes`);
  await client.query('rollback');
  return rows[0].bytes;
}

/** Milliseconds that planning a search takes longer for each 100 apps with an index of their own in the same table. */
async function planningMs(): Promise<number> {
  const steps = 500;
  const search = `explain (analyze, summary on, format json) select chunk_id from vector_index
    where app_id = 'app_none' and generation = 1 order by embedding::halfvec(${DIMENSIONS}) <=>
      (select embedding::halfvec(${DIMENSIONS}) from vector_index limit 1) limit 30`;
  const median = async () => {
    const times: number[] = [];
    for (let round = 0; round < 11; round++)
      times.push((await client.query(search)).rows[0]['QUERY PLAN'][0]['Planning Time']);
    return times.sort((a, b) => a - b)[5]!;
  };
  const without = await median();
  // Kept, not rolled back: within the transaction that makes them, planning would also look at their new rows of the catalog.
  await client.query(`do $$ begin for place in 1..${steps} loop execute format(
    'create index on vector_index using hnsw ((embedding::halfvec(${DIMENSIONS})) halfvec_cosine_ops)
      where app_id = %L and generation = 1 and indexed', 'app_' || place); end loop; end $$`);
  return ((await median()) - without) / (steps / 100);
}

/** CPU of the service, and of Postgres for its database, since they began, in milliseconds. */
async function cpu(): Promise<{ service: number; database: number }> {
  const pids = execFileSync('pgrep', ['-f', `postgres: .* ${name} `])
    .toString()
    .trim()
    .split('\n');
  const database = pids.reduce((all, pid) => all + cpuMs(Number(pid)), 0);
  return { service: cpuMs(docent.process.pid), database };
}

function sum(now: Awaited<ReturnType<typeof cpu>>, then: Awaited<ReturnType<typeof cpu>>): number {
  return now.service - then.service + now.database - then.database;
}

async function newestDatabase(): Promise<string> {
  const one = new pg.Client({ connectionString: server! });
  await one.connect();
  const { rows } = await one.query(
    `select datname from pg_database where datname like 'docent_bench_%' order by oid desc limit 1`,
  );
  await one.end();
  return rows[0].datname;
}
