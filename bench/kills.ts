// npm run bench:kills — kills a worker (kill -9) repeatedly during ingestion: is every document searchable in the
// end, exactly once, with nothing left over? BENCH_DATABASE_URL=postgres://… [BENCH_KILLS=50] [BENCH_DOCUMENTS=500]
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeCorpus, seeded } from './corpus.ts';
import { createDatabase } from './database.ts';
import { INDEX } from './invariants.ts';
import { startProcess, type Process } from './processes.ts';

const server = process.env['BENCH_DATABASE_URL'];
if (!server) {
  console.error(
    'BENCH_DATABASE_URL is missing: a Postgres server with pgvector, where a database is created.',
  );
  process.exit(1);
}
const KILLS = Number(process.env['BENCH_KILLS'] ?? 50);
const DOCUMENTS = Number(process.env['BENCH_DOCUMENTS'] ?? 500);
const KEY = `sk_${'kills'.repeat(8)}`;
const DEMO_DOCUMENTS = 3;
const random = seeded(11);
const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
const env = {
  PORT: '0',
  DATA_DIR: folder,
  LOG_LEVEL: 'fatal',
  BOOTSTRAP_API_KEY: KEY,
  DATABASE_URL: await createDatabase(server),
};
const main = new URL('../main.ts', import.meta.url).pathname;
const database = new pg.Client({ connectionString: env.DATABASE_URL });
const one = async (sql: string): Promise<number> => Number((await database.query(sql)).rows[0].n);
const startWorker = async (): Promise<Process> =>
  (await startProcess(main, [], { ...env, ROLES: 'worker' }, /worker is running/))[0];

const [api, [, url]] = await startProcess(main, [], { ...env, ROLES: 'api' }, /API\s+(\S+)[\s\S]*Try it/);
let worker = await startWorker();
try {
  await database.connect();
  const { documents } = makeCorpus(DOCUMENTS, 8);
  for (let from = 0; from < DOCUMENTS; from += 50) {
    const form = new FormData();
    for (const [place, text] of documents.slice(from, from + 50).entries())
      form.append('file', new Blob([text]), `document-${from + place}.md`);
    const response = await fetch(`${url}/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}` },
      body: form,
    });
    if (response.status !== 202) throw new Error(await response.text());
  }
  for (let kill = 0; kill < KILLS; kill++) {
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * 1_500));
    worker.child.kill('SIGKILL');
    await once(worker.child, 'exit');
    worker = await startWorker();
  }
  const ready = () => one("select count(*) as n from documents where status = 'ready'");
  console.log(`${KILLS} kills, ${await ready()} of ${DOCUMENTS + DEMO_DOCUMENTS} documents ready meanwhile`);
  const killed = Date.now();
  const unfinished = "select count(*) as n from documents where status not in ('ready', 'failed')";
  while ((await one(unfinished)) > 0 && Date.now() - killed < 900_000)
    await new Promise((resolve) => setTimeout(resolve, 500));
  console.log(`the rest took ${((Date.now() - killed) / 1_000).toFixed(0)} s after the last kill\n`);
  // What the last killed process had in hand is settled within two minutes.
  const open = "select count(*) as n from ledger where status = 'open'";
  while ((await one(open)) > 0 && Date.now() - killed < 180_000)
    await new Promise((resolve) => setTimeout(resolve, 500));

  const blobs = readdirSync(join(folder, 'blobs'), { recursive: true, withFileTypes: true });
  const files = blobs.filter((entry) => entry.name.startsWith('blob_')).length;
  const rows: [what: string, found: number, wanted: number][] = [
    ['documents ready', await ready(), DOCUMENTS + DEMO_DOCUMENTS],
    [
      'documents stuck or failed',
      await one("select count(*) as n from documents where status <> 'ready'"),
      0,
    ],
    ...(await Promise.all(
      INDEX.map(async ([what, sql]) => [what, await one(sql), 0] as [string, number, number]),
    )),
    ['ledger rows left open', await one(open), 0],
    [
      'files that no document knows',
      files -
        (await one('select count(*) as n from documents')) -
        (await one('select count(text_blob) as n from documents')),
      0,
    ],
  ];
  console.log('| | found | wanted |\n| --- | --- | --- |');
  for (const [what, found, wanted] of rows) console.log(`| ${what} | ${found} | ${wanted} |`);
  if (rows.some(([, found, wanted]) => found !== wanted)) process.exitCode = 1;
} finally {
  await database.end();
  await worker.stop();
  await api.stop();
  rmSync(folder, { recursive: true, force: true });
}
