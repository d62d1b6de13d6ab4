import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { toVector } from '../../../shared/retrieval/to-vector.ts';
import { removeApp } from '../../../shared/privacy/erasures/remove-app.ts';
import { findApp } from '../../../shared/tenancy/app.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey } from '../../../test/keys.ts';
import {
  fakeEmbedding,
  modelEnvironment,
  startModelServer,
  type ModelServer,
} from '../../../test/model-server.ts';
import { settleAbandoned } from '../../operations/settle-abandoned.ts';
import { createComputePool } from '../compute/pool.ts';
import { embedChunks } from '../embed-chunks.ts';
import { readDocument } from '../read-document.ts';
import { sweepIndex } from '../sweep-index.ts';
import type { Worker } from '../../worker.ts';
import { dropVectors } from './drop-vectors.ts';
import { switchEmbedding } from './switch-embedding.ts';

let docent: Docent;
let model: ModelServer;
let worker: Worker;

// No worker role: the tests run each job by hand, and can stop between any two.
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({ roles: new Set(['api']) }, modelEnvironment(model));
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

/** Number of dimensions by model; the texts' words are hashed into them in an order of the model's own. */
const SIZES: Record<string, number> = { 'test-embedding': 64, other: 48, same: 64, 'e5-small': 384 };
const turned = (text: string, name: string) => {
  const vector = fakeEmbedding(text, SIZES[name]);
  return name === 'test-embedding' ? vector : vector.toReversed();
};
const served = (body: any) => ({
  json: {
    data: body.input.map((text: string, index: number) => ({
      index,
      embedding: [...turned(text, body.model)],
    })),
    usage: { prompt_tokens: 10 * body.input.length, total_tokens: 10 * body.input.length },
  },
});
const refused = (status: number) => ({ status, json: { error: { message: 'refused on purpose' } } });
beforeEach(() => {
  model.embedding = { play: served };
  model.chat = {};
});

const never = new AbortController().signal;
const TOPICS = [
  'laser cutter',
  'parental leave',
  'refund window',
  'escalation path',
  'travel budget',
  'badge return',
];

async function newApp(documents = TOPICS.length) {
  const { appId, secret } = await newAppWithKey(docent);
  const headers = bearer(secret);
  const api = async (path: string, json?: object, method?: string) => {
    const response = await docent.api(path, { json, headers, ...(method && { method }) });
    return { status: response.status, body: await response.json() };
  };
  const ingest = async (document_id: string) => {
    await readDocument(worker, { payload: { app_id: appId, document_id }, signal: never, last: false });
    await embed(document_id);
  };
  const embed = async (document_id: string) => {
    const { ingest_attempt: attempt } = await docent.ctx.db
      .selectFrom('documents')
      .select('ingest_attempt')
      .where('document_id', '=', document_id)
      .executeTakeFirstOrThrow();
    await embedChunks(worker, {
      payload: { app_id: appId, document_id, attempt },
      signal: never,
      last: false,
    });
  };
  const upload = async (text: string, name = 'rules.txt') => {
    const { body } = await api('/documents', { name, text });
    return body.documents[0].document_id as string;
  };
  const ids: string[] = [];
  for (const topic of TOPICS.slice(0, documents)) {
    const id = await upload(
      `The ${topic} rule: everything about the ${topic} is decided by the ${topic} board.`,
    );
    await ingest(id);
    ids.push(id);
  }
  const start = async (input: object = { model: 'other' }) => {
    const { status, body } = await api('/embedding/switches', input);
    if (status !== 202) throw new Error(JSON.stringify(body));
    return body.embedding_switch.switch_id as string;
  };
  const run = (switch_id: string, { last = false, signal = never } = {}) =>
    switchEmbedding(worker, { payload: { app_id: appId, switch_id }, signal, last });
  const show = async (switch_id: string) =>
    (await api(`/embedding/switches/${switch_id}`)).body.embedding_switch;
  const generations = async () => {
    const { rows } = await sql<{ generation: number; n: number }>`
      select generation, count(*) as n from vector_index where app_id = ${appId} group by 1 order by 1`.execute(
      docent.ctx.db,
    );
    return Object.fromEntries(rows.map(({ generation, n }) => [generation, n]));
  };
  const found = async (query: string) =>
    (await api('/search', { query, top_k: 1 })).body.results[0]?.document_id;
  return { appId, api, upload, ingest, embed, ids, start, run, show, generations, found };
}
type TestApp = Awaited<ReturnType<typeof newApp>>;

const jobsOf = async (name: string, appId: string) =>
  (
    await sql<{
      data: any;
    }>`select data from pgboss.job where name = ${name} and data->>'app_id' = ${appId}`.execute(docent.ctx.db)
  ).rows.map(({ data }) => data);

/** Every chunk has one vector of the app's own generation, and no others are there. */
async function expectWhole({ appId }: TestApp) {
  const { rows } = await sql<{ wrong: number }>`
    select count(*) as wrong from chunks full join (
      select entry.* from vector_index entry join apps using (app_id)
      where generation = embedding_generation and vector_dims(embedding) = embedding_dimensions) own using (app_id, chunk_id)
    where app_id = ${appId} and (own.chunk_id is null or chunks.chunk_id is null)`.execute(docent.ctx.db);
  expect(rows[0]!.wrong).toBe(0);
}

test('questions are answered over the old vectors until the switch is confirmed, and over the new ones after it', async () => {
  const app = await newApp();
  const id = await app.start();
  expect(await app.show(id)).toMatchObject({
    status: 'embedding',
    from: { model: 'test-embedding', dimensions: 64 },
    to: { model: 'other', dimensions: 48 },
    switch: 'manual',
    progress: 0,
    chunk_count: 6,
    estimate: { cost: null },
  });
  expect(await jobsOf('switch-embedding', app.appId)).toEqual([{ app_id: app.appId, switch_id: id }]);
  await app.run(id);
  const ready = await app.show(id);
  expect(ready).toMatchObject({
    status: 'ready',
    progress: 1,
    check: { questions: 6, own_questions: 0 },
    used: { tokens: 10 * (6 + 6 + 6), cost: 0, unpriced_tokens: 10 * (6 + 6 + 6) },
  });
  expect(ready.check.common_share).toBeGreaterThan(0.9);
  expect(await app.generations()).toEqual({ 1: 6, 2: 6 });
  expect(await app.found('parental leave')).toBe(app.ids[1]);
  expect(model.calls.at(-1)!.body.model).toBe('test-embedding');

  expect((await app.api(`/embedding/switches/${id}/confirm`, {})).body.embedding_switch.status).toBe(
    'switching',
  );
  await app.run(id);
  expect(await app.show(id)).toMatchObject({ status: 'finished', progress: 1, error: null });
  expect(await app.found('parental leave')).toBe(app.ids[1]);
  expect(model.calls.at(-1)!.body.model).toBe('other');
  expect((await app.api('/embedding')).body).toMatchObject({
    embedding: { model: 'other', dimensions: 48, chunk_count: 6 },
    server_default: 'test-embedding',
    embedding_switch: null,
  });
  for (const payload of await jobsOf('drop-vectors', app.appId))
    await dropVectors(worker, { payload, signal: never, last: false });
  expect(await app.generations()).toEqual({ 2: 6 });
  await expectWhole(app);
  // Both models are on the ledger, all calls settled.
  const calls = await docent.ctx.db
    .selectFrom('ledger')
    .selectAll()
    .where('app_id', '=', app.appId)
    .execute();
  expect(new Set(calls.map((call) => call.model))).toEqual(new Set(['test-embedding', 'other']));
  expect(calls.every((call) => call.status === 'settled')).toBe(true);
  const { rows } = await sql`select action, subjects from audit_entries where app_id = ${app.appId}
    and action = 'embedding.switched'`.execute(docent.ctx.db);
  expect(rows).toEqual([{ action: 'embedding.switched', subjects: { switch_id: id } }]);
});

test('documents that are uploaded, replaced or deleted meanwhile are in both sets of vectors, or in neither', async () => {
  const app = await newApp(4);
  const id = await app.start();
  const added = await app.upload('The canteen rule: the canteen closes at three.');
  // Half embedded with the old model when the switch comes.
  const half = await app.upload('The parking rule: the parking deck is free.');
  await readDocument(worker, {
    payload: { app_id: app.appId, document_id: half },
    signal: never,
    last: false,
  });
  await app.run(id);
  expect((await app.show(id)).status).toBe('ready');
  await app.ingest(added);
  expect((await app.api(`/documents/${app.ids[0]}`, undefined, 'DELETE')).status).toBe(200);
  expect(
    (await app.api(`/documents/${app.ids[1]}`, { text: 'The leave rule: a week of leave.' }, 'PUT')).status,
  ).toBe(202);
  await app.ingest(app.ids[1]!);
  // Read and embedded, except for the transaction that publishes it.
  await sql`update staged_chunks set embedding = ${toVector(docent.ctx.connection, turned('parking', 'test-embedding'))}::embedding, generation = 1
    where document_id = ${half}`.execute(docent.ctx.db);
  await app.api(`/embedding/switches/${id}/confirm`, {});
  await app.run(id);
  expect((await app.show(id)).status).toBe('finished');
  await app.embed(half);
  expect((await app.api(`/documents/${half}`)).body.document.status).toBe('ready');
  await expectWhole(app);
  expect(await app.found('canteen closes')).toBe(added);
  expect(await app.found('parking deck')).toBe(half);
  expect(await app.found('week of leave')).toBe(app.ids[1]);
});

test('a run that is killed is continued by the next: what is embedded stays, and nothing is embedded twice', async () => {
  const app = await newApp(1);
  const long = await app.upload(
    Array.from(
      { length: 300 },
      (_, n) => `Rule ${n} of the handbook. ${`Word${n} of the fox jumps. `.repeat(30)}`,
    ).join('\n\n'),
  );
  await app.ingest(long);
  const id = await app.start();
  const chunks = (await app.show(id)).chunk_count;
  expect(chunks).toBeGreaterThan(200);
  const texts: string[] = [];
  const stop = new AbortController();
  model.embedding.play = (body) => {
    if (body.model !== 'other') return served(body);
    if (texts.length > 0) stop.abort(new Error('killed'));
    else texts.push(...body.input);
    return served(body);
  };
  await expect(app.run(id, { signal: stop.signal })).rejects.toThrow();
  expect(await app.show(id)).toMatchObject({ status: 'embedding', embedded_count: 128 });
  model.embedding.play = (body) => {
    if (body.model === 'other' && body.input.length > 60) texts.push(...body.input);
    return served(body);
  };
  // Two at once: a job that was believed dead, and the one in its place.
  await Promise.all([app.run(id), app.run(id)]);
  await app.run(id);
  expect((await app.show(id)).status).toBe('ready');
  expect((await app.generations())[2]).toBe(chunks);
  await app.api(`/embedding/switches/${id}/confirm`, {});
  await app.run(id);
  await expectWhole(app);
});

test('a cancelled switch leaves no vectors, whatever was running; another one can be started', async () => {
  const app = await newApp(3);
  const id = await app.start();
  expect((await app.api('/embedding/switches', { model: 'same' })).body.error).toMatchObject({
    code: 'embedding_switch_open',
    details: { switch_id: id },
  });
  let cancelled: Promise<unknown> | undefined;
  model.embedding.play = (body) => {
    if (body.model === 'other') cancelled ??= app.api(`/embedding/switches/${id}/cancel`, {});
    return served(body);
  };
  model.embedding.delayMs = 100;
  await app.run(id);
  await cancelled;
  await app.run(id);
  expect((await app.show(id)).status).toBe('cancelled');
  for (const payload of await jobsOf('drop-vectors', app.appId))
    await dropVectors(worker, { payload, signal: never, last: false });
  expect(await app.generations()).toEqual({ 1: 3 });
  for (const verb of ['confirm', 'resume', 'cancel'])
    expect((await app.api(`/embedding/switches/${id}/${verb}`, {})).body.error.code).toBe(
      'embedding_switch_state',
    );
  const next = await app.start({ model: 'same', switch: 'automatic' });
  await app.run(next);
  expect((await app.show(next)).status).toBe('finished');
  await expectWhole(app);
  // Vectors of no generation are swept, those in use are not.
  await sweepIndex(worker, { payload: {}, signal: never, last: false });
  expect(await app.generations()).toEqual({ 3: 3 });
});

test('an automatic switch waits for a confirmation where the recall check finds less than the share', async () => {
  const app = await newApp(6);
  for (const topic of TOPICS.slice(0, 4)) await app.api('/chat', { message: `What about the ${topic}?` });
  // A broken model: all texts are alike. With ten or fewer chunks all would be common.
  for (let n = 0; n < 12; n++)
    await app.ingest(await app.upload(`Number ${n}: the rule of thing${n} and what${n}.`));
  model.embedding.play = (body) =>
    body.model === 'other'
      ? {
          json: {
            data: body.input.map((text: string, index: number) => ({
              index,
              embedding: Array.from({ length: 48 }, (_, i) => Math.sin(text.length * 31 + i * i)),
            })),
          },
        }
      : served(body);
  const id = await app.start({ model: 'other', switch: 'automatic', minimum_share: 0.9 });
  await app.run(id);
  const waiting = await app.show(id);
  expect(waiting).toMatchObject({ status: 'ready', check: { questions: 22, own_questions: 4 } });
  expect(waiting.check.common_share).toBeLessThan(0.9);
  await app.api(`/embedding/switches/${id}/cancel`, {});
});

test('while the model server is away the switch waits; what it refuses fails the switch, which can be resumed', async () => {
  const app = await newApp(3);
  const id = await app.start();
  model.embedding.play = (body) => (body.model === 'other' ? refused(503) : served(body));
  const waits = () => true;
  const payload = { app_id: app.appId, switch_id: id };
  await expect(switchEmbedding(worker, { payload, signal: never, last: false, waits })).rejects.toMatchObject(
    {
      code: 'model_unavailable',
    },
  );
  expect(await app.show(id)).toMatchObject({
    status: 'embedding',
    waiting_for: 'model_server',
    used: { tokens: 0 },
  });
  model.embedding.play = (body) => (body.model === 'other' ? refused(401) : served(body));
  await app.run(id);
  expect(await app.show(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('OPENAI_API_KEY'),
  });
  expect((await app.api('/embedding/switches', { model: 'same' })).status).toBe(409);
  expect(await app.found('parental leave')).toBe(app.ids[1]);
  model.embedding.play = served;
  await app.api(`/embedding/switches/${id}/resume`, {});
  await app.run(id);
  expect(await app.show(id)).toMatchObject({ status: 'ready', error: null, waiting_for: null });
});

test('a budget is not gone beyond: the switch fails, and costs are exact', async () => {
  const app = await newApp(2);
  const { db } = docent.ctx;
  const price = { input_per_million: '0.13', cached_input_per_million: '0.13', output_per_million: '0' };
  await db
    .insertInto('prices')
    .values(['other', 'test-embedding'].map((model) => ({ model, effective_from: '2026-01-01Z', ...price })))
    .execute();
  const { estimate } = (await app.api('/embedding/estimate?model=other')).body;
  expect(estimate).toMatchObject({ chunk_count: 2, in_parts: 0 });
  expect(estimate.cost).toBe(Number(((estimate.tokens * 0.13) / 1_000_000).toFixed(12)));
  const id = await app.start();
  await db.insertInto('budgets').values({ app_id: app.appId, key_id: '', cap: '0.00000001' }).execute();
  await app.run(id);
  expect(await app.show(id)).toMatchObject({ status: 'failed', error: expect.stringContaining('budget') });
  await db.updateTable('budgets').set({ cap: '1' }).where('app_id', '=', app.appId).execute();
  await app.api(`/embedding/switches/${id}/resume`, {});
  await app.run(id);
  expect(await app.show(id)).toMatchObject({
    status: 'ready',
    used: { tokens: 60, cost: 0.0000078, unpriced_tokens: 0 },
  });
  const { reserved } = await db
    .selectFrom('budget_months')
    .select('reserved')
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  expect(Number(reserved)).toBe(0);
  await db.deleteFrom('prices').where('model', 'in', ['other', 'test-embedding']).execute();
});

test('chunks that are longer than the new model takes are embedded in parts, and their document says so', async () => {
  const app = await newApp(1);
  const words = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
  const long = await app.upload(`${words} ${words} ${words}. The end.`);
  await app.ingest(long);
  // As few characters as to need parts.
  model.embedding.play = (body) =>
    body.model === 'other' && body.input.some((text: string) => text.length > 400)
      ? { status: 400, json: { error: { message: 'input is too long: maximum context length exceeded' } } }
      : served(body);
  const id = await app.start({ model: 'other', switch: 'automatic' });
  await app.run(id);
  expect((await app.show(id)).status).toBe('finished');
  const warnings = async (document_id: string) =>
    (await app.api(`/documents/${document_id}`)).body.document.warnings;
  expect(await warnings(long)).toMatchObject([{ code: 'embedded_in_parts' }]);
  expect(await warnings(app.ids[0]!)).toEqual([]);
  // Back again: the model before took it whole.
  model.embedding.play = served;
  await app.run(await app.start({ model: 'test-embedding', switch: 'automatic' }));
  expect(await warnings(long)).toEqual([]);
  // A window that is known is kept without asking.
  model.calls.length = 0;
  const many = await app.upload(
    Array.from({ length: 200 }, (_, n) => `Überprüfung ${n} 東京都 ${n * 7919}`).join(' '),
  );
  await app.ingest(many);
  await app.run(await app.start({ model: 'e5-small', switch: 'automatic' }));
  const sent = model.calls.filter(({ body }) => body?.model === 'e5-small').flatMap(({ body }) => body.input);
  expect(Math.max(...sent.map((text) => text.length))).toBeLessThan(1_400);
  expect(sent.some((text) => text.startsWith('passage: '))).toBe(true);
  await expectWhole(app);
});

test('a model that does not answer, and what makes no sense, is refused before anything is written', async () => {
  const app = await newApp(1);
  const start = async (input: object) => (await app.api('/embedding/switches', input)).body.error;
  model.embedding.play = () => refused(404);
  expect((await start({ model: 'wrong' })).code).toBe('model_failed');
  model.embedding.play = () => refused(503);
  expect((await start({ model: 'other' })).code).toBe('model_unavailable');
  model.embedding.play = served;
  expect((await start({ model: 'test-embedding' })).code).toBe('invalid_request');
  expect((await start({ model: 'builtin-hash', dimensions: 8 })).code).toBe('invalid_request');
  expect((await start({ model: 'other', minimum_share: 0.5 })).details.issues[0].field).toBe('minimum_share');
  expect((await start({ model: 'other', dimensions: 32 })).code).toBe('model_failed');
  expect((await app.api('/embedding/switches')).body.embedding_switches).toEqual([]);
  expect((await app.api('/embedding/switches/esw_x/confirm', {})).status).toBe(404);
});

test('a switch without a job is failed by the sweep; an archived app does not go on, a deleted one leaves nothing', async () => {
  const app = await newApp(2);
  const id = await app.start();
  const { db } = docent.ctx;
  await sql`delete from pgboss.job where data->>'switch_id' = ${id}`.execute(db);
  await sql`update embedding_switches set updated_at = now() - interval '10 minutes' where switch_id = ${id}`.execute(
    db,
  );
  await settleAbandoned(worker, { payload: {}, signal: never, last: true });
  expect(await app.show(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('interrupted'),
  });
  await app.api(`/embedding/switches/${id}/resume`, {});
  await db
    .updateTable('apps')
    .set({ archived_at: sql`now()` })
    .where('app_id', '=', app.appId)
    .execute();
  await app.run(id);
  const row = await db
    .selectFrom('embedding_switches')
    .selectAll()
    .where('switch_id', '=', id)
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ status: 'failed', error: expect.stringContaining('archived') });
  await db.transaction().execute((tx) => removeApp(tx, app.appId));
  await app.run(id);
  await dropVectors(worker, { payload: { app_id: app.appId, generation: 2 }, signal: never, last: false });
  expect(await findApp(docent.ctx, app.appId)).toBeUndefined();
});

test('a chat that has embedded its question before the switch embeds it again, and mixes nothing', async () => {
  const app = await newApp();
  const id = await app.start();
  await app.run(id);
  await app.api(`/embedding/switches/${id}/confirm`, {});
  model.chat = { pieces: ['Decided [1].'] };
  const asked: string[] = [];
  let switched: Promise<void> | undefined;
  model.embedding.play = async (body) => {
    asked.push(body.model);
    // The question's vector is on its way while the switch is made.
    if (body.model === 'test-embedding') await (switched ??= app.run(id));
    return served(body);
  };
  const answers = await Promise.all(
    TOPICS.map(
      async (topic) => (await app.api('/chat', { message: `Who decides about the ${topic}?` })).body,
    ),
  );
  for (const [place, answer] of answers.entries()) {
    expect(answer).toMatchObject({ success: true });
    expect(answer.citations[0].document_id).toBe(app.ids[place]);
  }
  expect(new Set(asked)).toEqual(new Set(['test-embedding', 'other']));
  const calls = await docent.ctx.db
    .selectFrom('ledger')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('kind', '=', 'embed_question')
    .where('message_id', 'is not', null)
    .execute();
  expect(calls.filter((one) => one.model === 'other').length).toBeGreaterThan(0);
  expect(calls.every((one) => one.status === 'settled')).toBe(true);
});
