// A new version of a document, from PUT to the moment it answers, with the jobs run by hand so that a test can look
// between any two.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { dump } from '../../test/dump.ts';
import { fileFolder, startDocent, type Docent } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { bearer, newAppWithKey, type TestKey } from '../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import type { Document } from '../../shared/contract/documents.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { createComputePool } from '../../worker/documents/compute/pool.ts';
import { readDocument } from '../../worker/documents/read-document.ts';
import { deleteBlobs } from '../../worker/documents/delete-blobs.ts';
import { embedChunks } from '../../worker/documents/embed-chunks.ts';
import { erase } from '../../worker/privacy/erase.ts';
import { putBackJobs } from '../../worker/operations/put-back-jobs.ts';
import { settleAbandoned } from '../../worker/operations/settle-abandoned.ts';
import { sweepBlobs } from '../../worker/documents/sweep-blobs.ts';
import type { Worker } from '../../worker/worker.ts';
import { createCaller } from '../transport/trpc/router.ts';

let docent: Docent;
let model: ModelServer;
let worker: Worker;
let key: TestKey;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent(
    { roles: new Set(['api']) },
    { ...modelEnvironment(model), MAX_UPLOAD_MB: '1', DEFAULT_REQUESTS_PER_MINUTE: '0' },
  );
  worker = {
    ...docent.ctx,
    heartbeat: { ...docent.ctx.heartbeat, isSteady: () => true },
    compute: createComputePool({ log: docent.ctx.log }),
  };
});
afterAll(async () => {
  await worker.compute.close();
  await docent.close();
  await model.close();
});
beforeEach(async () => {
  model.embedding = {};
  model.chat = { pieces: ['It is said there [1]', '.'] };
  key = await newAppWithKey(docent);
});

const never = new AbortController().signal;
const OLD = '# Admission\n\nThe old admission of the orchard opens at seven.';
const NEW =
  '# Admission\n\nThe new admission of the orchard opens at nine.\n\n# Keys\n\nThe warden keeps the keys.';

const json = async (response: Promise<Response> | Response): Promise<any> => (await response).json();
const ask = (path: string, init: Parameters<Docent['api']>[1] = {}) =>
  docent.api(path, { ...init, headers: { ...bearer(key.secret), ...(init.headers as object) } });
const put = (id: string, body: object, headers = {}) =>
  ask(`/documents/${id}`, { method: 'PUT', json: body, headers });
const get = async (id: string): Promise<Document> => (await json(ask(`/documents/${id}`))).document;
const found = async (query: string, filter?: object): Promise<any[]> =>
  (await json(ask('/search', { json: { query, filter } }))).results;
const refused = async (response: Promise<Response>) => {
  const { status, error } = await response.then(async (one) => ({
    status: one.status,
    ...(await json(one)),
  }));
  return [status, error.code] as const;
};

const run = { signal: never, last: false };
const handlers = {
  'read-document': (payload: any, last: boolean) => readDocument(worker, { ...run, payload, last }),
  'embed-chunks': (payload: any, last: boolean) => embedChunks(worker, { ...run, payload, last }),
  'delete-blobs': (payload: any) => deleteBlobs(worker, { ...run, payload }),
  erase: (payload: any) => erase(worker, { ...run, payload }),
};
type Name = keyof typeof handlers;

/** Runs the waiting jobs of the app of one kind, or of all kinds until there are none. @returns their payloads */
async function work(names: Name[] = Object.keys(handlers) as Name[], last = false) {
  const done: JobPayload<'read-document'>[] = [];
  for (;;) {
    const { rows } = await sql<{ id: string; name: Name; data: any }>`
      select id, name, data from pgboss.job where state in ('created', 'retry') and name = any(${names}::text[])
        and data->>'app_id' = ${key.appId} order by created_on limit 1`.execute(docent.ctx.db);
    const job = rows[0];
    if (!job) return done;
    await sql`delete from pgboss.job where id = ${job.id}`.execute(docent.ctx.db);
    await handlers[job.name](job.data, last);
    done.push(job.data);
  }
}

async function upload(text: string, name = 'admission.md', metadata = {}): Promise<string> {
  const { documents } = await json(ask('/documents', { json: { name, text, metadata } }));
  await work();
  return documents[0].document_id;
}

const rowsOf = async (table: string) =>
  (
    await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(table)}
      where app_id = ${key.appId}`.execute(docent.ctx.db)
  ).rows[0]!.n;

/** What the stores hold is one version of each document, and its statistics are those of its chunks. */
async function expectWhole(documents: number) {
  expect(await rowsOf('documents')).toBe(documents);
  expect(await rowsOf('staged_chunks')).toBe(0);
  const chunks = await rowsOf('chunks');
  for (const table of ['lexical_index', 'vector_index']) expect(await rowsOf(table), table).toBe(chunks);
  const { rows } = await sql`
    (select term_id, chunks from term_statistics where app_id = ${key.appId} except
      select term, count(*) from lexical_index, unnest(array_append(terms, 0)) term
      where app_id = ${key.appId} group by term)`.execute(docent.ctx.db);
  expect(rows).toEqual([]);
  const { rows: blobs } = await sql<{ blob_id: string; claimed: boolean }>`
    select blob_id, exists (select from documents d where d.app_id = blobs.app_id and d.document_id = blobs.document_id
      and blob_id in (original_blob, text_blob)) as claimed from blobs where app_id = ${key.appId}`.execute(
    docent.ctx.db,
  );
  expect(blobs.every(({ claimed }) => claimed)).toBe(true);
  expect(readdirSync(join(fileFolder(docent.ctx.config), key.appId)).sort()).toEqual(
    blobs.map(({ blob_id }) => blob_id).sort(),
  );
}

const ownerOf = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: never,
  });

test('the old version answers until the new one is ready, and then the new one alone', async () => {
  const id = await upload(OLD, 'admission.md', { site: 'north' });
  const before = await get(id);
  const response = await put(id, { text: NEW, name: 'admission-2.md' });
  expect(response.status).toBe(202);
  expect((await json(response)).document).toMatchObject({
    document_id: id,
    name: 'admission.md',
    status: 'ready',
    new_version: { name: 'admission-2.md', status: 'queued', progress: 0 },
  });
  const expectOld = async () => {
    const results = await found('When does the admission of the orchard open?');
    expect(results.map(({ document_id, text }) => [document_id, text.includes('old admission')])).toEqual([
      [id, true],
    ]);
    const { citations } = await json(ask('/chat', { json: { message: 'When does the admission open?' } }));
    expect(citations).toMatchObject([{ document_id: id, document_name: 'admission.md' }]);
    expect(citations[0].quote).toContain('old admission');
    expect(await (await ask(`/documents/${id}/content`)).text()).toBe(OLD);
    const { documents } = await json(ask('/documents'));
    expect(documents.map((one: Document) => one.document_id)).toEqual([id]);
  };
  await expectOld();
  await work(['read-document']);
  await expectOld();
  expect((await get(id)).new_version).toMatchObject({ status: 'embedding', progress: 0.2 });
  const [cited] = (await json(ask('/chat', { json: { message: 'When does the admission open?' } })))
    .citations;

  await work();
  const now = await get(id);
  expect(now).toMatchObject({
    name: 'admission-2.md',
    status: 'ready',
    error: null,
    bytes: NEW.length,
    new_version: null,
    created_at: before.created_at,
    replaced_at: expect.any(String),
    metadata: { site: 'north' },
  });
  const results = await found('When does the admission of the orchard open?', {
    metadata: { site: 'north' },
  });
  expect(results[0]).toMatchObject({ document_id: id, document_name: 'admission-2.md' });
  expect(results.some(({ text }) => text.includes('old admission'))).toBe(false);
  expect(await (await ask(`/documents/${id}/content`)).text()).toBe(NEW);
  await expectWhole(1);
  // An answer that quoted the old version goes on quoting it, and the panel does not show other words as its own.
  expect(cited.quote).toContain('old admission');
  const textNow = await ownerOf()
    .library.passage({ app_id: key.appId, document_id: id, start: cited.start, end: cited.end })
    .then(
      ({ passage }) => passage,
      () => undefined,
    );
  expect(textNow).not.toBe(cited.quote);
});

test('a file in a form is a version too; more than one file, another type, none or a missing document is refused', async () => {
  const id = await upload(OLD);
  const send = (to: string, files: [string, BlobPart][], metadata?: string) => {
    const body = new FormData();
    for (const [name, content] of files) body.append('file', new Blob([content]), name);
    if (metadata) body.append('metadata', metadata);
    return ask(`/documents/${to}`, { method: 'PUT', body });
  };
  expect(await refused(send('doc_none', [['a.md', NEW]]))).toEqual([404, 'document_not_found']);
  expect(await refused(send(id, [['a.md', NEW], ['b.md', OLD]]))).toEqual([400, 'invalid_request']); // prettier-ignore
  expect(await refused(send(id, []))).toEqual([400, 'invalid_request']);
  expect(await refused(send(id, [['a.bin', new Uint8Array([0, 1, 2, 255, 0])]]))).toEqual([
    415,
    'unsupported_media_type',
  ]);
  expect(await refused(send(id, [['a.txt', 'x'.repeat(1_100_000)]]))).toEqual([413, 'payload_too_large']);
  expect((await get(id)).new_version).toBeNull();
  expect((await send(id, [['a.md', NEW]], '{"site":"south"}')).status).toBe(202);
  await work();
  expect(await get(id)).toMatchObject({ name: 'a.md', metadata: { site: 'south' } });
  await expectWhole(1);
  const { rows } = await sql<{ outcome: string }>`
    select outcome from audit_entries where action = 'api.replaceDocument' and app_id = ${key.appId}
      and subjects->>'document_id' = ${id} and outcome = 'ok'`.execute(docent.ctx.db);
  expect(rows).toHaveLength(1);
});

test('a version that cannot be read leaves the old one, with its reason and a webhook', async () => {
  const id = await upload(OLD);
  await ownerOf().webhooks.create({
    app_id: key.appId,
    url: 'https://hooks.example/docent',
    events: ['document.failed', 'document.ready'],
  });
  const events = async () =>
    (
      await sql<{ type: string; data: any }>`select type, data from webhook_events
        where app_id = ${key.appId} order by created_at`.execute(docent.ctx.db)
    ).rows;
  await put(id, { text: '<html><body><script>1</script></body></html>', name: 'secret-name.html' });
  await work();
  const failed = await get(id);
  expect(failed).toMatchObject({ name: 'admission.md', status: 'ready', new_version: null });
  expect(failed.error).toMatch(
    /^The new version could not be processed\. The previous version stays in use\. /,
  );
  expect(await events()).toEqual([
    { type: 'document.failed', data: { document_id: id, error: failed.error } },
  ]);
  await expectWhole(1);

  // The model refuses, and then is away until the last attempt.
  await put(id, { text: NEW });
  expect((await get(id)).error).toBeNull();
  await work(['read-document']);
  model.embedding = { failures: { status: 401, times: 1 } };
  await work();
  expect((await get(id)).error).toContain('Embedding failed');
  model.embedding = { failures: { status: 503, times: 99 } };
  await put(id, { text: NEW });
  await work(['read-document']);
  await expect(work(['embed-chunks'], true)).rejects.toMatchObject({ code: 'model_unavailable' });
  expect(await get(id)).toMatchObject({ status: 'ready', new_version: null, chunk_count: 1 });
  model.embedding = {};
  await work();
  await expectWhole(1);
  expect((await found('When does the admission of the orchard open?'))[0].text).toContain('old admission');

  await put(id, { text: NEW });
  await work();
  expect(await get(id)).toMatchObject({ status: 'ready', error: null });
  expect((await events()).at(-1)).toEqual({
    type: 'document.ready',
    data: { document_id: id, warnings: [] },
  });
});

test('a further version supersedes the one that is being read, at any point of its way', async () => {
  const id = await upload(OLD);
  await put(id, { text: `${NEW}\n\nFirst attempt.` });
  const [first] = await work(['read-document']);
  const { ingest_attempt: attempt } = await docent.ctx.db
    .selectFrom('documents')
    .select('ingest_attempt')
    .where('document_id', '=', id)
    .executeTakeFirstOrThrow();
  await put(id, { text: `${NEW}\n\nSecond attempt.` });
  // What is left of the first writes nothing any more.
  await embedChunks(worker, { ...run, payload: { ...first!, attempt } });
  expect((await get(id)).new_version).toMatchObject({ status: 'queued' });
  await put(id, { text: `${NEW}\n\nThird attempt.`, name: 'third.md' });
  await work();
  expect(await (await ask(`/documents/${id}/content`)).text()).toContain('Third attempt');
  expect(await get(id)).toMatchObject({ name: 'third.md', new_version: null });
  await expectWhole(1);
});

test('the same content is not embedded again; that of another document is refused', async () => {
  const id = await upload(OLD);
  const other = await upload('The pond is two metres deep.', 'pond.txt');
  const calls = model.calls.length;
  const renamed = await json(put(id, { text: OLD, name: 'renamed.md', metadata: { a: 1 } }));
  expect(renamed.document).toMatchObject({
    name: 'renamed.md',
    metadata: { a: 1 },
    new_version: { name: 'renamed.md', status: 'queued' },
  });
  expect((await json(put(id, { text: NEW }))).document.new_version).not.toBeNull();
  // Twice the same on its way: the one that is there goes on, and an upload of it is that document.
  const again = await json(put(id, { text: NEW, name: 'named-later.md' }));
  expect(again.document.new_version).toMatchObject({ name: 'named-later.md', status: 'queued' });
  const { documents } = await json(ask('/documents', { json: { name: 'x.md', text: NEW } }));
  expect(documents[0].document_id).toBe(id);
  const taken = put(id, { text: 'The pond is two metres deep.' });
  const { error } = await json(await taken);
  expect([error.code, error.details]).toEqual(['document_exists', { document_id: other }]);
  expect(await refused(put(other, { text: NEW }))).toEqual([409, 'document_exists']);
  // Back to what it was: the version that is on its way is given up.
  const back = await json(put(id, { text: OLD }));
  expect(back.document).toMatchObject({ new_version: null, status: 'ready' });
  await work();
  expect(model.calls.length).toBe(calls);
  await expectWhole(2);
});

test('a version whose content another document has got meanwhile gives way to it, with the reason', async () => {
  const id = await upload(OLD);
  await put(id, { text: NEW });
  // As if neither of two requests at the same moment had seen the other.
  const rehash = (hash: string) =>
    docent.ctx.db
      .updateTable('document_versions')
      .set({ content_hash: hash })
      .where('document_id', '=', id)
      .returning('content_hash')
      .execute();
  const { content_hash } = await docent.ctx.db
    .selectFrom('document_versions')
    .select('content_hash')
    .where('document_id', '=', id)
    .executeTakeFirstOrThrow();
  await rehash('f'.repeat(64));
  const { documents } = await json(ask('/documents', { json: { name: 'other.md', text: NEW } }));
  expect(documents[0].document_id).not.toBe(id);
  await rehash(content_hash);
  await work();
  expect(await get(id)).toMatchObject({ status: 'ready', bytes: OLD.length, new_version: null });
  expect((await get(id)).error).toContain('identical content');
  expect(await get(documents[0].document_id)).toMatchObject({ status: 'ready', error: null });
  await expectWhole(2);
});

test('a document that does not answer yet, or has failed, begins again with the new content', async () => {
  const { documents } = await json(ask('/documents', { json: { name: 'admission.md', text: OLD } }));
  const id = documents[0].document_id;
  await work(['read-document']);
  const { document } = await json(put(id, { text: NEW }));
  expect(document).toMatchObject({ status: 'queued', new_version: null, chunk_count: 0 });
  await work();
  expect(await get(id)).toMatchObject({ status: 'ready', bytes: NEW.length });
  await docent.ctx.db
    .updateTable('documents')
    .set({ status: 'failed', error: 'Broken.' })
    .where('document_id', '=', id)
    .execute();
  await put(id, { text: OLD });
  expect(await get(id)).toMatchObject({ status: 'queued', error: null });
  await work();
  expect(await get(id)).toMatchObject({ status: 'ready', error: null });
  expect((await found('When does the admission of the orchard open?'))[0].text).toContain('old admission');
  await expectWhole(1);
});

test('a worker killed at any line of a version goes on with it', async () => {
  const id = await upload(OLD);
  await put(id, { text: NEW });
  const { boss } = docent.ctx.queue;
  const die = async (name: Name, before: (payload: any) => Promise<unknown>) => {
    const [job] = await boss.fetch<any>(name);
    await before(job!.data);
    await sql`update pgboss.job set heartbeat_on = now() - interval '1 hour' where id = ${job!.id}`.execute(
      docent.ctx.db,
    );
    expect(await putBackJobs(docent.ctx.db, 60)).toBe(1);
  };
  await sql`delete from pgboss.job where data->>'app_id' <> ${key.appId}`.execute(docent.ctx.db);
  // After all its work, but before the job was noted as done; then half-way through the embedding.
  await die('read-document', (payload) => handlers['read-document'](payload, false));
  await die('embed-chunks', async () => {});
  expect((await get(id)).new_version).toMatchObject({ status: 'embedding' });
  await work();
  expect(await get(id)).toMatchObject({ status: 'ready', new_version: null, bytes: NEW.length });
  await expectWhole(1);

  // One whose job is gone for good is given up, and the old version stays.
  await put(id, { text: OLD });
  await sql`delete from pgboss.job where data->>'app_id' = ${key.appId}`.execute(docent.ctx.db);
  await sql`update document_versions set updated_at = now() - interval '1 hour' where app_id = ${key.appId}`.execute(
    docent.ctx.db,
  );
  await settleAbandoned(worker, { ...run, payload: {} });
  const settled = await get(id);
  expect(settled).toMatchObject({ status: 'ready', new_version: null, bytes: NEW.length });
  expect(settled.error).toContain('interrupted');
  await work();
  await expectWhole(1);
});

const CANARY = 'quetzalcanary';
test.each([
  ['before it is read', []],
  ['before it is embedded', ['read-document' as const]],
  ['when it is there', undefined],
])('an erasure wins over a version, %s: nothing is left and nothing comes back', async (_at, done) => {
  const id = await upload(OLD);
  await put(id, {
    text: `# ${CANARY}\n\nThe ${CANARY} sings in the orchard.`,
    name: `${CANARY}.md`,
    metadata: { of: CANARY },
  });
  const jobs = done ? await work(done) : await work();
  const { rows: waiting } = await sql<{ name: Name; data: any }>`
    select name, data from pgboss.job where data->>'document_id' = ${id}`.execute(docent.ctx.db);
  expect(await dump(docent.ctx.db)).toContain(CANARY);
  const { erasure } = await json(ask('/erasures', { json: { document_id: id } }));
  // The jobs that a worker has in hand at this moment.
  for (const { name, data } of waiting) await handlers[name](data, false);
  for (const payload of jobs.filter((job) => job.document_id))
    await handlers['read-document'](payload, false);
  await work();
  const { receipt } = (await json(ask(`/erasures/${erasure.erasure_id}`))).erasure;
  expect(new Set(Object.values(receipt.left))).toEqual(new Set([0]));
  expect(receipt.removed.documents).toBe(1);
  expect((await ask(`/documents/${id}`)).status).toBe(404);
  expect(await refused(put(id, { text: NEW }))).toEqual([404, 'document_not_found']);
  const after = await dump(docent.ctx.db);
  expect(after).not.toContain(CANARY);
  expect(after).not.toContain(Buffer.from(CANARY).toString('hex'));
  for (const table of ['documents', 'chunks', 'staged_chunks', 'lexical_index', 'vector_index', 'blobs'])
    expect(await rowsOf(table), table).toBe(0);
  expect(readdirSync(join(fileFolder(docent.ctx.config), key.appId))).toEqual([]);
});

test('a legal hold keeps the version that is there: a new one is refused, and one on its way is not put in its place', async () => {
  const id = await upload(OLD);
  await put(id, { text: NEW });
  await work(['read-document']);
  const hold = (held: boolean) =>
    ownerOf().privacy.setHold({ app_id: key.appId, held, reason: held ? 'Case 12/26' : undefined });
  await hold(true);
  expect(await refused(put(id, { text: `${NEW} More.` }))).toEqual([409, 'legal_hold']);
  await work();
  expect(await get(id)).toMatchObject({ status: 'ready', new_version: null, bytes: OLD.length });
  expect((await get(id)).error).toContain('legal hold');
  await expectWhole(1);
  await hold(false);
  await put(id, { text: NEW });
  await work();
  expect(await get(id)).toMatchObject({ error: null, bytes: NEW.length });
});

test('stored bytes are held to the plan with the larger of both versions, and a document is counted once', async () => {
  const id = await upload(OLD);
  const { workspace_id } = await docent.ctx.db
    .selectFrom('apps')
    .select('workspace_id')
    .where('app_id', '=', key.appId)
    .executeTakeFirstOrThrow();
  const none = { messages: null, documents: null, stored_bytes: null, seats: null, apps: null };
  const terms = (limits: object) =>
    ownerOf().plans.set({ workspace_id, plan: 'custom', custom: { ...none, ...limits } });
  const { used } = await ownerOf().plans.get({ workspace_id });
  await terms({ documents: used.documents, stored_bytes: used.stored_bytes + 100 });
  expect(await refused(put(id, { text: 'x'.repeat(1_000) }))).toEqual([429, 'quota_exceeded']);
  expect((await get(id)).new_version).toBeNull();
  expect((await put(id, { text: NEW })).status).toBe(202);
  const now = (await ownerOf().plans.get({ workspace_id })).used;
  expect([now.documents, now.stored_bytes]).toEqual([
    used.documents,
    used.stored_bytes + NEW.length - OLD.length,
  ]);
  await work();
  await expectWhole(1);
  await terms({});
});

test('a PUT with an Idempotency-Key is done once; retention counts from the new version; sweeps leave both alone', async () => {
  const id = await upload(OLD);
  const headers = { 'idempotency-key': newId('req') };
  const first = await json(put(id, { text: NEW }, headers));
  await work();
  await put(id, { text: `${NEW} Third.` });
  const again = await put(id, { text: NEW }, headers);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await json(again)).toEqual(first);

  await work(['read-document']);
  const { db } = docent.ctx;
  await sql`update blobs set created_at = now() - interval '3 days' where app_id = ${key.appId}`.execute(db);
  const names = () => readdirSync(join(fileFolder(docent.ctx.config), key.appId)).length;
  await work(['delete-blobs']);
  const before = names();
  await sweepBlobs(worker, { ...run, payload: {} });
  expect(names()).toBe(before);
  await work();
  expect(await (await ask(`/documents/${id}/content`)).text()).toContain('Third.');
  await expectWhole(1);

  await sql`update documents set created_at = now() - interval '90 days' where document_id = ${id}`.execute(
    db,
  );
  const keep = { conversation_days: null, document_days: 30, ledger_days: null };
  await ownerOf().privacy.setRetention({ app_id: key.appId, ...keep });
  expect((await ownerOf().privacy.retention({ app_id: key.appId })).preview.due).toMatchObject([
    { kind: 'documents', count: 0 },
  ]);
});

test('with everything running by itself a question is never left without the document', async () => {
  const full = await startDocent({}, { DEFAULT_REQUESTS_PER_MINUTE: '0' });
  const send = (path: string, init: Parameters<Docent['api']>[1]) => json(full.api(path, init));
  const { documents } = await send('/documents', { json: { name: 'admission.md', text: OLD } });
  const id = documents[0].document_id;
  const state = async () => (await send(`/documents/${id}`, {})).document as Document;
  await until('the document', async () => (await state()).status === 'ready');
  let over = false;
  const seen = new Set<string>();
  const asking = (async () => {
    while (!over) {
      const { results } = await send('/search', {
        json: { query: 'admission of the orchard', filter: { document_ids: [id] } },
      });
      expect(results.length).toBeGreaterThan(0);
      const versions = new Set(results.map(({ text }: any) => /round \w+|old admission/.exec(text)?.[0]));
      expect(versions.size).toBe(1);
      for (const version of versions) seen.add(version as string);
    }
  })();
  for (const round of ['one', 'two', 'three', 'four']) {
    const text = `The admission of the orchard in round ${round}.\n\n`.repeat(60);
    const { status } = await full.api(`/documents/${id}`, { method: 'PUT', json: { text } });
    expect(status).toBe(202);
    await until(`round ${round}`, async () => !(await state()).new_version);
  }
  over = true;
  await asking;
  expect(seen.size).toBeGreaterThan(1);
  await full.close();
});
