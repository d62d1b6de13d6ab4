// npm run bench:vectors -- [CHUNKS…] — the vector search of one app with so many chunks (default: 1000 10000 100000), exact
// and by its index: recall, times and what the index costs. Needs BENCH_DATABASE_URL; VECTORS_DIMENSIONS (default:
// 384,512,1536). The vectors are made: topics, few true dimensions, a common direction, and noise, as models give them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { insertApp } from '../server/tenancy/apps/insert-app.ts';
import { ConfigError, readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { newId } from '../shared/platform/ids.ts';
import { retrieve } from '../shared/retrieval/retrieve.ts';
import type { Filter } from '../shared/contract/filter.ts';
import { boundTo } from '../shared/tenancy/app.ts';
import { indexVectors } from '../worker/documents/index-vectors.ts';
import type { Worker } from '../worker/worker.ts';
import { createDatabase } from './database.ts';
import { percentile } from './load.ts';
import { makeVectors } from './make-vectors.ts';

const server = process.env['BENCH_DATABASE_URL'];
if (!server) throw new ConfigError('bench:vectors needs BENCH_DATABASE_URL: a Postgres server');
const sizes = process.argv.slice(2).map(Number);
const dimensions = (process.env['VECTORS_DIMENSIONS'] ?? '384,512,1536').split(',').map(Number);
const QUESTIONS = 40;
const CHUNKS_A_DOCUMENT = 20;
const BATCH = 500;
/** Every document has a number from 0 to 99, at random. */
const FILTERS: [string, Filter[]][] = [
  ['all', []],
  ['50 %', [{ metadata: { n: { lt: 50 } } }]],
  ['1 %', [{ metadata: { n: 7 } }]],
];

const folder = mkdtempSync(join(tmpdir(), 'docent-bench-'));
const ctx = await createContext(
  readConfig({
    ...process.env,
    DATABASE_URL: await createDatabase(server),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    ROLES: 'worker',
  }),
);
const { db } = ctx;
try {
  console.log('| chunks × dimensions | filter keeps | exact p50/p95 ms | … 8 at once p50 | by index p50/p95 ms | … 8 at once p50 | recall@10 | least of a question |'); // prettier-ignore
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const chunks of sizes.length > 0 ? sizes : [1_000, 10_000, 100_000])
    for (const length of dimensions) await measure(chunks, length);
} finally {
  await ctx.close();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(chunks: number, length: number): Promise<void> {
  const workspaceId = newId('wsp');
  await db
    .insertInto('workspaces')
    .values({ workspace_id: workspaceId, name: 'Bench', plan: 'custom' })
    .execute();
  const embedding = { model: 'bench', dimensions: length, queryPrefix: '', documentPrefix: '' };
  const { app_id: appId } = await insertApp(ctx, db, { workspaceId, name: `${chunks}`, embedding });
  const questions = await fill(appId, chunks, length);
  await sql`vacuum analyze`.execute(db);
  const line = Math.min(chunks, 5_000);
  const run = { payload: {}, signal: ctx.stopping.signal, last: true };
  const started = performance.now();
  // It needs no child process.
  await indexVectors(ctx as unknown as Worker, run, line);
  const built = (performance.now() - started) / 1000;
  await sql`vacuum analyze vector_index`.execute(db);
  const app = boundTo(ctx, appId);
  const ask = async (indexed: boolean, filters: Filter[], vector: Float32Array) => {
    const searched = {
      appId,
      languages: [],
      hasCuratedAnswers: false,
      embedding: { ...embedding, generation: 1, indexed },
    };
    const { candidates } = await retrieve(app, searched, '', async () => vector, { limit: 10, filters });
    return candidates.toSorted((a, b) => b.cosine - a.cosine).slice(0, 10).map(({ id }) => id); // prettier-ignore
  };
  for (const [share, filters] of FILTERS) {
    const exact = await time((vector) => ask(false, filters, vector), questions);
    const byIndex = await time((vector) => ask(true, filters, vector), questions);
    const recalls = exact.found.map((ids, n) =>
      ids.length === 0 ? 1 : ids.filter((id) => byIndex.found[n]!.includes(id)).length / ids.length,
    );
    const recall = recalls.reduce((sum, one) => sum + one, 0) / recalls.length;
    console.log(
      `| ${chunks} × ${length} | ${share} | ${exact.p50}/${exact.p95} | ${exact.at8} | ${byIndex.p50}/${byIndex.p95} | ${byIndex.at8} | ${recall.toFixed(4)} | ${Math.min(...recalls).toFixed(1)} |`,
    );
  }
  const { rows } = await sql<{ megabytes: number }>`
    select (pg_relation_size(format('vectors_1_%s', ${appId}::text)::regclass) / 1e6)::integer as megabytes`.execute(
    db,
  );
  console.log(
    `| ${chunks} × ${length} | | built in ${built.toFixed(0)} s, ${rows[0]!.megabytes} MB | | | | | |`,
  );
  await db.deleteFrom('apps').where('app_id', '=', appId).execute();
  await sql`delete from vector_index where app_id = ${appId}`.execute(db);
  await indexVectors(ctx as unknown as Worker, run, line);
}

/** One after the other, then eight at once. */
async function time(ask: (vector: Float32Array) => Promise<string[]>, questions: Float32Array[]) {
  const found: string[][] = [];
  const alone: number[] = [];
  // The first ones are planned anew.
  for (const vector of questions.slice(0, 8)) await ask(vector);
  for (const vector of questions) {
    const started = performance.now();
    found.push(await ask(vector));
    alone.push(performance.now() - started);
  }
  const together: number[] = [];
  const left = questions.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const vector of left) {
        const started = performance.now();
        await ask(vector);
        together.push(performance.now() - started);
      }
    }),
  );
  const at = (values: number[], share: number) => percentile(values, share).toFixed(1);
  return { found, p50: at(alone, 0.5), p95: at(alone, 0.95), at8: at(together, 0.5) };
}

/** Writes documents, chunks and vectors as published ones. @returns vectors of questions */
async function fill(appId: string, chunks: number, length: number): Promise<Float32Array[]> {
  const { vectors, question } = makeVectors(chunks, length);
  const questions: Float32Array[] = [];
  await sql`
    insert into documents (app_id, document_id, name, media_type, bytes, content_hash, status, metadata, chunk_count, original_blob)
    select ${appId}, 'doc_' || n, 'bench', 'text/plain', 1, 'hash ' || n, 'ready',
      jsonb_build_object('n', (n * 7919 % 100)), ${CHUNKS_A_DOCUMENT}::integer, 'none'
    from generate_series(0, ${Math.floor((chunks - 1) / CHUNKS_A_DOCUMENT)}::integer) n`.execute(db);
  await sql`
    insert into chunks (app_id, document_id, ordinal, chunk_id, text, headings, span_start, span_end, tokens)
    select ${appId}, 'doc_' || n / ${CHUNKS_A_DOCUMENT}::integer, n, 'chk_' || n, 'text', '{}', 0, 4, 1
    from generate_series(0, ${chunks - 1}::integer) n`.execute(db);
  await sql`insert into term_statistics values (${appId}, 0, ${chunks})`.execute(db);
  for (let from = 0; from < chunks; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, chunks - from) }, vectors);
    if (questions.length < QUESTIONS && from % Math.max(BATCH, chunks / 20) < BATCH)
      questions.push(...batch.slice(0, Math.ceil(QUESTIONS / Math.min(20, chunks / BATCH))).map(question));
    await sql`
      insert into vector_index (app_id, generation, chunk_id, document_id, embedding)
      select ${appId}, 1, 'chk_' || n, 'doc_' || n / ${CHUNKS_A_DOCUMENT}::integer, vector::embedding
      from (select ${from}::integer + place::integer - 1 as n, vector
        from unnest(${batch.map((vector) => `[${vector.join(',')}]`)}::text[]) with ordinality given (vector, place)) given`.execute(
      db,
    );
  }
  return questions.slice(0, QUESTIONS);
}
