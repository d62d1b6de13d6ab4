import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findApp, type App } from '../../shared/tenancy/app.ts';
import { newId } from '../../shared/platform/ids.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import { citusWorkers } from '../../test/database.ts';
import { startDocent, type Docent } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { createComputePool } from './compute/pool.ts';
import { claimDocument, targetOf } from './ingest/claim.ts';
import type { Worker } from '../worker.ts';
import { publishStep } from '../../shared/documents/publish-by-steps.ts';
import { readDocument } from './read-document.ts';
import { embedChunks } from './embed-chunks.ts';
import { BATCH_SIZE } from './ingest/embed-pieces.ts';
import { ingestTogether } from './ingest-together.ts';
import { claimTogether } from './ingest/claim-together.ts';
import { putBackJobs } from '../operations/put-back-jobs.ts';
import { settleAbandoned } from '../operations/settle-abandoned.ts';
import { sweepBlobs } from './sweep-blobs.ts';

let docent: Docent;
let model: ModelServer;
let worker: Worker;
let app: App;

// No worker role: the tests run each job by hand, and can stop between any two.
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent(
    { roles: new Set(['api']) },
    {
      ...modelEnvironment(model),
    },
  );
  worker = {
    ...docent.ctx,
    heartbeat: { ...docent.ctx.heartbeat, isSteady: () => true },
    compute: createComputePool({ log: docent.ctx.log }),
  };
  const { app_id } = await docent.ctx.db.selectFrom('apps').select('app_id').executeTakeFirstOrThrow();
  app = (await findApp(docent.ctx, app_id))!;
});
afterAll(async () => {
  await worker.compute.close();
  await docent.close();
  await model.close();
});
beforeEach(() => void (model.embedding = {}));

const never = new AbortController().signal;
const text = (paragraphs: number) =>
  Array.from(
    { length: paragraphs },
    (_, n) => `Rule ${newId('use')} ${n}: ${`the quick brown fox number ${n} jumps. `.repeat(25)}`,
  ).join('\n\n');

async function upload(content: string): Promise<string> {
  const response = await docent.api('/documents', { json: { name: 'rules.txt', text: content } });
  return (await response.json()).documents[0].document_id;
}
const documentOf = (id: string) =>
  docent.ctx.db.selectFrom('documents').selectAll().where('document_id', '=', id).executeTakeFirst();
const chunk = (document_id: string, last = false) =>
  readDocument(worker, { payload: { app_id: app.appId, document_id }, signal: never, last });
const embed = async (document_id: string, attempt?: number, last = false) =>
  embedChunks(worker, {
    payload: {
      app_id: app.appId,
      document_id,
      attempt: attempt ?? (await documentOf(document_id))!.ingest_attempt,
    },
    signal: never,
    last,
  });
const countOf = async (
  table: 'chunks' | 'staged_chunks' | 'lexical_index' | 'vector_index',
  document_id: string,
) =>
  (
    await docent.ctx.db
      .selectFrom(table)
      .select(sql<number>`count(*)`.as('n'))
      .where('document_id', '=', document_id)
      .executeTakeFirstOrThrow()
  ).n;
const statistics = async () =>
  (
    await sql`select term_id, chunks from term_statistics where app_id = ${app.appId} order by 1`.execute(
      docent.ctx.db,
    )
  ).rows;
/** What the statistics must be: the terms of what can be found, counted anew. */
const counted = async () =>
  (
    await sql`select term as term_id, count(*)::integer as chunks from lexical_index, unnest(array_append(terms, 0)) term
      where app_id = ${app.appId} group by term order by 1`.execute(docent.ctx.db)
  ).rows;

test('jobs stand in the queue as soon as their document does', async () => {
  const id = await upload(text(2));
  const { rows } = await sql`select name from pgboss.job where data->>'document_id' = ${id}`.execute(
    docent.ctx.db,
  );
  expect(rows).toEqual([{ name: 'read-document' }]);
});

test('a job may run any number of times, and be repeated at any stage: the chunks are there once', async () => {
  const id = await upload(text(6));
  await chunk(id);
  await chunk(id);
  expect((await documentOf(id))!.status).toBe('embedding');
  const chunks = await countOf('staged_chunks', id);
  expect(chunks).toBe((await documentOf(id))!.chunk_count);
  for (const table of ['chunks', 'vector_index'] as const) expect(await countOf(table, id)).toBe(0);
  await embed(id);
  await embed(id);
  await chunk(id);
  expect(await documentOf(id)).toMatchObject({ status: 'ready', embedded_count: chunks });
  for (const table of ['chunks', 'lexical_index', 'vector_index'] as const)
    expect(await countOf(table, id)).toBe(chunks);
  expect(await countOf('staged_chunks', id)).toBe(0);
  expect(await statistics()).toEqual(await counted());
});

test('an attempt that was overtaken writes nothing', async () => {
  const id = await upload(text(3));
  await chunk(id);
  const stale = (await documentOf(id))!.ingest_attempt;
  const newer = await claimDocument(docent.ctx, targetOf({ app_id: app.appId, document_id: id }));
  await embed(id, stale);
  expect(await documentOf(id)).toMatchObject({
    status: 'extracting',
    ingest_attempt: newer!.attempt,
    embedded_count: 0,
  });
  expect(await countOf('vector_index', id)).toBe(0);
  await chunk(id);
  await embed(id);
  expect((await documentOf(id))!.status).toBe('ready');
});

test('two runs of one embedding job at once: every chunk once, the count right, the document ready', async () => {
  const id = await upload(text(300));
  await chunk(id);
  const chunks = (await documentOf(id))!.chunk_count;
  model.embedding = { delayMs: 50 };
  await Promise.all([embed(id), embed(id)]);
  expect(await documentOf(id)).toMatchObject({ status: 'ready', embedded_count: chunks });
  expect(await countOf('vector_index', id)).toBe(chunks);
  expect(await statistics()).toEqual(await counted());
});

test('a model server that is away delays a document for as long as it takes, and that is no attempt', async () => {
  const waiting = await startDocent({}, modelEnvironment(model));
  const { db } = waiting.ctx;
  model.embedding = { failures: { status: 503, times: 999 } };
  const upload = await waiting.api('/documents', { json: { name: 'rules.txt', text: text(1) } });
  const [{ document_id }] = (await upload.json()).documents;
  const jobs = async () =>
    (
      await sql<{ id: string; state: string; retry_count: number; output: any; text: string }>`
        select id, state::text, retry_count, output, output::text as text from pgboss.job where name = 'embed-chunks'
          and data->>'document_id' = ${document_id} and output is not null`.execute(db)
    ).rows;
  const show = async () => (await (await waiting.api(`/documents/${document_id}`)).json()).document;
  const wait = async (waits: number) =>
    until('the job to wait', async () => {
      // At once, in place of up to a minute later.
      await sql`update pgboss.job set start_after = now() where name = 'embed-chunks' and state = 'retry'`.execute(
        db,
      );
      const [job] = await jobs();
      return job && job.state === 'retry' && job.output.waits >= waits && job;
    });
  const first = await wait(1);
  expect(await show()).toMatchObject({ status: 'embedding', waiting_for: 'model_server', error: null });
  const later = await wait(2);
  expect(later).toMatchObject({ retry_count: 0, output: { waiting_for: 'model_server' } });
  expect(later.output.waiting_since).toBe(first.output.waiting_since);
  expect(later.text).not.toContain('on purpose');
  const calls = await db.selectFrom('ledger').selectAll().where('document_id', '=', document_id).execute();
  expect(calls.filter(({ status }) => status === 'settled')).toEqual([]);
  // After days, an outage is an attempt.
  await sql`update pgboss.job set output = output || jsonb_build_object('waiting_since', now() - interval '4 days')
    where id = ${later.id}::uuid`.execute(db);
  await until('an attempt', async () => {
    await sql`update pgboss.job set start_after = now() where name = 'embed-chunks' and state = 'retry'`.execute(
      db,
    );
    const [job] = await jobs();
    return job?.retry_count === 1;
  });
  model.embedding = {};
  await sql`update pgboss.job set start_after = now() where name = 'embed-chunks' and state = 'retry'`.execute(
    db,
  );
  await until('the document to be ready', async () => (await show()).status === 'ready');
  expect((await show()).waiting_for).toBeNull();
  await waiting.close();
});

test('a large document is embedded as it is staged; what breaks off goes on where it stopped, and every call is on the ledger', async () => {
  const id = await upload(text(700));
  const stop = new AbortController();
  const before = model.calls.length;
  // In the second batch: the first are four requests.
  const watch = setInterval(() => model.calls.length > before + 4 && stop.abort(new Error('killed')), 1);
  model.embedding = { delayMs: 100 };
  const payload = { app_id: app.appId, document_id: id };
  const run = readDocument(worker, { payload, signal: stop.signal, last: false });
  await expect(run).rejects.toThrow();
  clearInterval(watch);
  expect(await documentOf(id)).toMatchObject({ status: 'embedding', embedded_count: BATCH_SIZE });
  expect(await countOf('staged_chunks', id)).toBe(BATCH_SIZE);
  model.embedding = {};
  await chunk(id);
  const { chunk_count: chunks, embedded_count } = (await documentOf(id))!;
  expect(chunks).toBeGreaterThan(BATCH_SIZE);
  expect(embedded_count).toBe(chunks);
  await embed(id);
  expect(await documentOf(id)).toMatchObject({ status: 'ready', embedded_count: chunks });
  for (const table of ['chunks', 'lexical_index', 'vector_index'] as const)
    expect(await countOf(table, id)).toBe(chunks);
  expect(await statistics()).toEqual(await counted());
  const rows = await docent.ctx.db.selectFrom('ledger').selectAll().where('document_id', '=', id).execute();
  expect(rows).toHaveLength(3);
  expect(rows.every(({ status, kind }) => status === 'settled' && kind === 'embed_chunks')).toBe(true);
});

test('an attempt that is overtaken while it stages and embeds writes no more', async () => {
  const id = await upload(text(700));
  const before = model.calls.length;
  let newer: Promise<{ attempt: number } | undefined> | undefined;
  const watch = setInterval(() => {
    if (model.calls.length > before)
      newer ??= claimDocument(docent.ctx, targetOf({ app_id: app.appId, document_id: id }));
  }, 1);
  model.embedding = { delayMs: 100 };
  await chunk(id);
  clearInterval(watch);
  const { attempt } = (await newer)!;
  expect(await documentOf(id)).toMatchObject({ status: 'extracting', ingest_attempt: attempt });
  expect(await countOf('staged_chunks', id)).toBe(0);
  const rows = await docent.ctx.db.selectFrom('ledger').selectAll().where('document_id', '=', id).execute();
  expect(rows.every(({ status }) => status === 'settled')).toBe(true);
});

test('what could not be embedded as it was staged is embedded later; that goes on where it stopped, too', async () => {
  const id = await upload(text(700));
  model.embedding = { failures: { status: 401, times: 1 } };
  await chunk(id);
  expect((await documentOf(id))!.embedded_count).toBe(0);
  const chunks = (await documentOf(id))!.chunk_count;
  expect(chunks).toBeGreaterThan(BATCH_SIZE);
  const stop = new AbortController();
  const before = model.calls.length;
  // In the second batch: the first are four requests.
  const watch = setInterval(() => model.calls.length > before + 4 && stop.abort(new Error('killed')), 1);
  model.embedding = { delayMs: 100 };
  const attempt = (await documentOf(id))!.ingest_attempt;
  const run = embedChunks(worker, {
    payload: { app_id: app.appId, document_id: id, attempt },
    signal: stop.signal,
    last: false,
  });
  await expect(run).rejects.toThrow();
  clearInterval(watch);
  expect(await documentOf(id)).toMatchObject({ status: 'embedding', embedded_count: BATCH_SIZE });
  model.embedding = {};
  await embed(id);
  expect(await documentOf(id)).toMatchObject({ status: 'ready', embedded_count: chunks });
  expect(await countOf('vector_index', id)).toBe(chunks);
  const rows = await docent.ctx.db.selectFrom('ledger').selectAll().where('document_id', '=', id).execute();
  expect(rows.length).toBeGreaterThanOrEqual(3);
  expect(rows.every(({ status, kind }) => status === 'settled' && kind === 'embed_chunks')).toBe(true);
});

test('a model that refuses fails the document with a reason; one that is away is tried again until the last time', async () => {
  const id = await upload(text(2));
  await chunk(id);
  model.embedding = { failures: { status: 401, times: 1 } };
  await embed(id);
  expect(await documentOf(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('OPENAI_API_KEY'),
  });

  const other = await upload(text(2));
  await chunk(other);
  model.embedding = { failures: { status: 503, times: 99 } };
  await expect(embed(other)).rejects.toMatchObject({ code: 'model_unavailable' });
  expect((await documentOf(other))!.status).toBe('embedding');
  model.embedding = { cut: 'within' };
  await expect(embed(other)).rejects.toMatchObject({ code: 'model_unavailable' });
  expect((await documentOf(other))!.status).toBe('embedding');
  await expect(embed(other, undefined, true)).rejects.toMatchObject({ code: 'model_unavailable' });
  expect(await documentOf(other)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('Embedding failed'),
  });
});

test('a document that is deleted meanwhile stays deleted', async () => {
  const id = await upload(text(2));
  await chunk(id);
  const attempt = (await documentOf(id))!.ingest_attempt;
  const before = await counted();
  expect((await docent.api(`/documents/${id}`, { method: 'DELETE' })).status).toBe(200);
  await embed(id, attempt);
  await chunk(id);
  for (const table of ['chunks', 'staged_chunks', 'lexical_index', 'vector_index'] as const)
    expect(await countOf(table, id)).toBe(0);
  expect(await statistics()).toEqual(before);
});

test('blobs that no document claims are swept after a day, and no others', async () => {
  const id = await upload(text(2));
  await chunk(id);
  const { db } = docent.ctx;
  await db.insertInto('blobs').values({ app_id: app.appId, blob_id: 'blob_lost' }).execute();
  await db.insertInto('blobs').values({ app_id: app.appId, blob_id: 'blob_new' }).execute();
  await sql`update blobs set created_at = now() - interval '2 days' where blob_id <> 'blob_new'`.execute(db);
  const before = await db.selectFrom('blobs').select('blob_id').execute();
  await sweepBlobs(worker, { payload: {}, signal: never, last: true });
  const after = (await db.selectFrom('blobs').select('blob_id').execute()).map(({ blob_id }) => blob_id);
  expect(after).not.toContain('blob_lost');
  expect(after).toContain('blob_new');
  const { original_blob, text_blob } = (await documentOf(id))!;
  expect(after).toEqual(expect.arrayContaining([original_blob, text_blob]));
  expect(before.length).toBeGreaterThan(after.length);
});

test('what a dead process left in hand is settled; what a living one has in hand is not', async () => {
  const { db } = docent.ctx;
  const call = (usage_id: string, process_id: string) =>
    db
      .insertInto('ledger')
      .values({
        app_id: app.appId,
        usage_id,
        kind: 'chat',
        model: 'gpt-4o-mini',
        day: '2026-05-01',
        input_tokens: 1_000_000,
        process_id,
      })
      .execute();
  await call('use_dead', 'proc_dead');
  await call('use_alive', docent.ctx.processId);
  const stuck = await upload(text(1));
  await claimDocument(docent.ctx, targetOf({ app_id: app.appId, document_id: stuck }));
  await sql`delete from pgboss.job where data->>'document_id' = ${stuck}`.execute(db);
  await sql`update documents set updated_at = now() - interval '1 hour' where document_id = ${stuck}`.execute(
    db,
  );
  await settleAbandoned(worker, { payload: {}, signal: never, last: true });
  const rows = await db
    .selectFrom('ledger')
    .selectAll()
    .where('usage_id', 'in', ['use_dead', 'use_alive'])
    .orderBy('usage_id')
    .execute();
  expect(rows.map(({ status, estimated }) => [status, estimated])).toEqual([
    ['open', false],
    ['settled', true],
  ]);
  expect(Number(rows[1]!.cost)).toBe(0.15);
  expect(await documentOf(stuck)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('interrupted'),
  });
});

test('a job whose process died goes back into the queue uncounted; one that kills every time does not for ever', async () => {
  const { db } = docent.ctx;
  await docent.ctx.queue.boss.deleteAllJobs('delete-blobs');
  await docent.ctx.queue.send(db, 'delete-blobs', { app_id: app.appId, blob_ids: ['blob_none'] });
  const job = () =>
    sql<{ id: string; state: string; retry_count: number }>`
      select id, state, retry_count from pgboss.job where name = 'delete-blobs'
        and data->'blob_ids' ? 'blob_none'`
      .execute(db)
      .then(({ rows }) => rows[0]!);
  const run = async () => {
    await docent.ctx.queue.boss.fetch('delete-blobs');
    await sql`update pgboss.job set heartbeat_on = now() - interval '1 minute' where id = ${(await job()).id}`.execute(
      db,
    );
  };
  await run();
  expect(await putBackJobs(db, 120)).toBe(0);
  for (let death = 0; death < 20; death++) {
    expect(await putBackJobs(db, 30)).toBe(1);
    expect(await job()).toMatchObject({ state: 'created', retry_count: 0 });
    await run();
  }
  expect(await putBackJobs(db, 30)).toBe(0);
  expect(await job()).toMatchObject({ state: 'active', retry_count: 0 });
  await docent.ctx.queue.boss.deleteJob('delete-blobs', (await job()).id);
});

async function uploadAll(texts: string[]): Promise<string[]> {
  const body = new FormData();
  for (const [index, content] of texts.entries()) body.append('file', new Blob([content]), `${index}.txt`);
  const { documents } = await (await docent.api('/documents', { method: 'POST', body })).json();
  return documents.map(({ document_id }: { document_id: string }) => document_id);
}
const together = (ids: string[], signal = never) =>
  ingestTogether(
    worker,
    ids.map((document_id) => ({ app_id: app.appId, document_id })),
    signal,
  );
const jobsOf = async (ids: string[]) =>
  (
    await sql<{ name: string; priority: number }>`select name, priority from pgboss.job
      where data->>'document_id' = any(${ids}::text[]) order by priority`.execute(docent.ctx.db)
  ).rows;
const blobsOf = (ids: string[]) =>
  docent.ctx.db.selectFrom('blobs').select('blob_id').where('document_id', 'in', ids).execute();

test('small documents are ingested together: one model call, and a bad one fails alone', async () => {
  const [good, bad, other, large] = await uploadAll([text(1), ' \n ', text(2), text(60)]);
  const ids = [good!, bad!, other!];
  expect(await jobsOf([...ids, large!])).toEqual(
    [0, 1, 1, 1].map((priority) => ({ name: 'read-document', priority })),
  );
  const before = model.calls.length;
  await together(ids);
  expect(model.calls.length - before).toBe(1);
  expect((await documentOf(bad!))!.status).toBe('failed');
  for (const id of [good!, other!]) {
    const row = (await documentOf(id))!;
    expect(row).toMatchObject({ status: 'ready', embedded_count: row.chunk_count });
    for (const table of ['chunks', 'lexical_index', 'vector_index'] as const)
      expect(await countOf(table, id)).toBe(row.chunk_count);
    expect((await blobsOf([id])).map(({ blob_id }) => blob_id).sort()).toEqual(
      [row.original_blob, row.text_blob].sort(),
    );
  }
  expect(await statistics()).toEqual(await counted());
  // Once more, as after a kill: they are left to a job each, which finds nothing to do.
  await together(ids);
  await chunk(good!);
  expect((await documentOf(good!))!.status).toBe('ready');
  expect(await statistics()).toEqual(await counted());
});

test('one that is deleted or claimed meanwhile leaves nothing, and the others become ready', async () => {
  const [gone, taken, kept] = (await uploadAll([text(1), text(1), text(1)])) as [string, string, string];
  const originals = new Set((await blobsOf([gone, taken])).map(({ blob_id }) => blob_id));
  // As after a kill: claimed already, with a text that nobody knows of.
  await claimTogether(docent.ctx.db, app.appId, [gone, taken, kept]);
  await docent.ctx.db
    .insertInto('blobs')
    .values({ app_id: app.appId, blob_id: 'blob_left', document_id: kept })
    .execute();
  const before = model.calls.length;
  model.embedding = { delayMs: 1_000 };
  const run = together([gone, taken, kept]);
  await until('the model call', async () => model.calls.length > before);
  expect((await docent.api(`/documents/${gone}`, { method: 'DELETE' })).status).toBe(200);
  const newer = await claimDocument(docent.ctx, targetOf({ app_id: app.appId, document_id: taken }));
  await run;
  expect(await documentOf(gone)).toBeUndefined();
  expect(await documentOf(taken)).toMatchObject({ status: 'extracting', ingest_attempt: newer!.attempt });
  expect((await documentOf(kept))!.status).toBe('ready');
  for (const id of [gone, taken])
    for (const table of ['chunks', 'staged_chunks', 'lexical_index', 'vector_index'] as const)
      expect(await countOf(table, id)).toBe(0);
  expect(await statistics()).toEqual(await counted());
  const { rows } = await sql<{ blobs: string[] }>`select data->'blob_ids' as blobs from pgboss.job
    where name = 'delete-blobs'`.execute(docent.ctx.db);
  const dropped = rows.flatMap(({ blobs }) => blobs);
  expect(dropped).toContain('blob_left');
  // Their texts; the original of the one is read by its new attempt, that of the other is the erasure's.
  const texts = (await blobsOf([gone, taken])).filter(({ blob_id }) => !originals.has(blob_id));
  expect(texts).toHaveLength(2);
  for (const { blob_id } of texts) expect(dropped).toContain(blob_id);
});

test('what a model refuses to embed together is embedded one by one, and every call is on the ledger', async () => {
  const ids = await uploadAll([text(1), text(1)]);
  model.embedding = { failures: { status: 401, times: 1 } };
  const calls = () => docent.ctx.db.selectFrom('ledger').select(['usage_id', 'status']).execute();
  const before = new Set((await calls()).map(({ usage_id }) => usage_id));
  await together(ids);
  expect((await jobsOf(ids)).map(({ priority }) => priority)).toEqual([0, 0, 1, 1]);
  for (const id of ids) {
    expect((await documentOf(id))!.status).toBe('extracting');
    await chunk(id);
    await embed(id);
    expect((await documentOf(id))!.status).toBe('ready');
  }
  const made = (await calls()).filter(({ usage_id }) => !before.has(usage_id));
  expect(made.length).toBeGreaterThanOrEqual(2);
  expect(made.filter(({ status }) => status === 'open')).toEqual([]);
});

test('what is published by steps is found when all of it is there, and can begin again at any step', async () => {
  const content = text(120);
  const word = content.split(' ')[1]!;
  const id = await upload(content);
  await chunk(id);
  const total = (await documentOf(id))!.chunk_count;
  const found = async () => {
    const { results } = await (await docent.api('/search', { json: { query: word } })).json();
    return results.some(({ document_id }: { document_id: string }) => document_id === id);
  };
  const stagedVectors = () =>
    sql`update staged_chunks set generation = 1, embedding = (select embedding from vector_index limit 1)
      where document_id = ${id}`.execute(docent.ctx.db);
  const step = () =>
    docent.ctx.db
      .transaction()
      .execute((tx) =>
        publishStep(
          tx,
          { ...docent.ctx.connection, engine: { kind: 'embedded' } as never },
          { appId: app.appId, documentId: id },
        ),
      );
  await stagedVectors();
  expect(await step()).toBe('more');
  const some = await countOf('chunks', id);
  expect([some > 0, some < total, await found()]).toEqual([true, true, false]);
  expect(await documentOf(id)).toMatchObject({ status: 'embedding', publishing: true });
  expect(await statistics()).toEqual(await counted());
  await chunk(id);
  expect([await countOf('chunks', id), await countOf('staged_chunks', id)]).toEqual([0, total]);
  expect(await statistics()).toEqual(await counted());
  await stagedVectors();
  expect(await step()).toBe('more');
  // The rest is embedded again after the app got another model.
  await sql`update staged_chunks set generation = 0 where document_id = ${id}`.execute(docent.ctx.db);
  expect(await step()).toBe('embed');
  await embed(id);
  expect(await documentOf(id)).toMatchObject({
    status: 'ready',
    publishing: false,
    embedded_count: total,
  });
  for (const table of ['chunks', 'lexical_index', 'vector_index'] as const)
    expect(await countOf(table, id)).toBe(total);
  expect(await statistics()).toEqual(await counted());
  expect(await found()).toBe(true);
});

// On Citus the rows are in tables of the workers, whose own Postgres looks after them.
test.skipIf(citusWorkers.length > 0)('a search knows how large the index has become', async () => {
  const id = await upload(text(150));
  await chunk(id);
  await embed(id);
  const { rows } = await sql<{ relname: string; analysed: boolean }>`
    select relname, 2 * greatest(relpages, 4) > pg_relation_size(oid) / 8192 as analysed
    from pg_class where relname in ('chunks', 'lexical_index', 'vector_index') order by relname`.execute(
    docent.ctx.db,
  );
  expect(rows.map(({ analysed }) => analysed)).toEqual([true, true, true]);
  const { rows: pages } = await sql<{ known: number }>`
    select relpages as known from pg_class where relname = 'lexical_index'`.execute(docent.ctx.db);
  expect(pages[0]!.known).toBeGreaterThan(8);
});

test('the queue runs them all by itself', async () => {
  // Guards the harness above: by hand and by queue the jobs are the same functions.
  const full = await startDocent();
  const uploaded = await (await full.api('/documents', { json: { name: 'a.txt', text: text(3) } })).json();
  await until('the document', async () => {
    const { document } = await (await full.api(`/documents/${uploaded.documents[0].document_id}`)).json();
    return document.status === 'ready';
  });
  await full.close();
});

test('a new name that is taken back while it is read leaves the terms of the old name', async () => {
  const content = text(3);
  const id = await upload(content);
  const rename = (name: string) =>
    docent.api(`/documents/${id}`, { method: 'PUT', json: { name, text: content } });
  const ingest = async () => {
    await chunk(id);
    await embed(id);
  };
  const index = async () =>
    (
      await docent.ctx.db
        .selectFrom('lexical_index as entry')
        .innerJoin('chunks', (join) =>
          join.onRef('chunks.app_id', '=', 'entry.app_id').onRef('chunks.chunk_id', '=', 'entry.chunk_id'),
        )
        .select('entry.lexical')
        .where('entry.document_id', '=', id)
        .orderBy('chunks.ordinal')
        .execute()
    ).map(({ lexical }) => lexical);
  await ingest();
  const before = await index();
  await rename('regulations.txt');
  await chunk(id);
  const { document } = await (await rename('rules.txt')).json();
  expect(document.new_version).toMatchObject({ name: 'rules.txt', status: 'queued' });
  await ingest();
  expect(await documentOf(id)).toMatchObject({ status: 'ready', name: 'rules.txt' });
  expect(await index()).toEqual(before);
  await rename('regulations.txt');
  await ingest();
  expect(await documentOf(id)).toMatchObject({ name: 'regulations.txt' });
  expect(await index()).not.toEqual(before);
});

test('passages that are too long for the embedding model are embedded in parts, and the document says so', async () => {
  model.embedding.play = (body) =>
    body.input.some((one: string) => one.length > 600)
      ? { status: 400, json: { error: { message: 'the input length exceeds the context length' } } }
      : undefined;
  const long = text(6);
  const id = await upload(long);
  await chunk(id);
  const { ingest_attempt: attempt } = (await documentOf(id))!;
  const payload = { app_id: app.appId, document_id: id, attempt };
  await embedChunks(worker, { payload, signal: never, last: false });
  const warned = { status: 'ready', warnings: [{ code: 'embedded_in_parts' }] };
  expect(await documentOf(id)).toMatchObject(warned);
  // Vectors that a new version takes over are still means of parts; those that are gone are not.
  const calls = model.calls.length;
  const replace = async (content: string, name: string) => {
    await docent.api(`/documents/${id}`, { method: 'PUT', json: { name, text: content } });
    await chunk(id);
    await embed(id);
    return documentOf(id);
  };
  expect(await replace(long, 'regulations.txt')).toMatchObject({ ...warned, name: 'regulations.txt' });
  expect(model.calls).toHaveLength(calls);
  expect(await replace(`<p>${long}</p>`, 'regulations.html')).toMatchObject(warned);
  expect(await replace('Short rules.', 'rules.txt')).toMatchObject({ status: 'ready', warnings: [] });
});
