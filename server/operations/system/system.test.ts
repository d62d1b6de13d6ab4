import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../../shared/platform/config.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import { onPostgres } from '../../../test/database.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import {
  EMBEDDING_DIMENSIONS,
  modelEnvironment,
  startModelServer,
  type ModelServer,
} from '../../../test/model-server.ts';
import { describeSettings } from './describe-settings.ts';
import { warnOfVector } from './warn-of-vector.ts';
import { getSystem } from './get-system.ts';
import { testModel } from './test-model.ts';
import { adminCall } from '../../../test/calls.ts';
import { sql } from 'kysely';
import { findApp } from '../../../shared/tenancy/app.ts';
import { raiseNotices } from '../../../worker/billing/raise-notices.ts';
import { readShutdowns } from '../../../worker/operations/read-shutdowns.ts';
import { listNotices } from '../../billing/plans/list-notices.ts';
import { systemCallIn } from '../../call.ts';
import { createWebhook } from '../../webhooks/create-webhook.ts';

let docent: Docent;
let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
  docent = await startDocent({}, modelEnvironment(server));
});
afterAll(async () => {
  await docent.close();
  await server.close();
});

const ask = (kind: 'chat' | 'embedding', model: string) => testModel(adminCall(docent.ctx), { kind, model });

test('a pgvector with known faults is named, with what to do', () => {
  for (const version of ['0.7.4', '0.8.0', '0.8.2']) expect(warnOfVector(version)).toContain('0.8.3');
  for (const version of ['0.8.3', '0.8.7', '0.10.0', '1.0.0']) expect(warnOfVector(version)).toBeUndefined();
});

test('shows versions, sizes, processes and models', async () => {
  const { versions, database, storage, processes, models } = await getSystem(adminCall(docent.ctx));
  expect(versions).toEqual([
    { name: 'Docent', version: VERSION },
    { name: 'Node', version: process.versions.node },
    { name: 'PostgreSQL', version: expect.stringMatching(/^\d+\.\d+/) },
    expect.objectContaining({ name: 'pgvector', version: expect.stringMatching(/^0\.\d+/) }),
    { name: 'pg-boss', version: expect.stringMatching(/^12\./) },
  ]);
  expect(database.kind).toBe(onPostgres ? 'postgres' : 'embedded');
  expect(database.bytes).toBeGreaterThan(1_000_000);
  expect(database.migrations[0]).toMatchObject({ name: '001-tenancy' });
  if (onPostgres) expect(database.pool!.most).toBe(docent.ctx.config.databasePool);
  // Three originals and the texts extracted from them.
  expect(storage.blobs).toBe(6);
  expect(storage.disk!.total_bytes).toBeGreaterThan(storage.disk!.free_bytes);
  expect(processes).toMatchObject([
    { roles: ['api', 'worker'], pid: process.pid, version: VERSION, living: true, own: true },
  ]);
  expect(models).toEqual([
    {
      kind: 'chat',
      model: 'gpt-4o-mini',
      dimensions: null,
      server: server.url,
      apps: 1,
      is_default: true,
      warnings: ['Shut down on 2027-01-14. Use gpt-6-luna instead.'],
    },
    {
      kind: 'embedding',
      model: 'test-embedding',
      dimensions: EMBEDDING_DIMENSIONS,
      server: server.url,
      apps: 1,
      is_default: true,
      warnings: [],
    },
  ]);
});

test('a test really calls the model, and no app pays for it', async () => {
  const rows = () => docent.ctx.db.selectFrom('ledger').select('usage_id').execute();
  const before = await rows();
  server.calls.length = 0;
  expect(await ask('chat', 'gpt-4o-mini')).toMatchObject({
    ok: true,
    first_ms: expect.any(Number),
    code: null,
  });
  expect(await ask('embedding', 'test-embedding')).toMatchObject({
    ok: true,
    message: `It returned a vector of ${EMBEDDING_DIMENSIONS} dimensions.`,
  });
  expect(server.calls.map(({ body }) => body.model)).toEqual(['gpt-4o-mini', 'test-embedding']);
  expect(await rows()).toEqual(before);
});

test('a model that gives an answer without text does not work', async () => {
  const usage = { prompt_tokens: 20, completion_tokens: 256, total_tokens: 276 };
  server.chat = { pieces: [], finishReason: 'length', usage };
  expect(await ask('chat', 'gpt-4o-mini')).toMatchObject({ ok: false, code: 'model_failed' });
  server.chat = {};
  expect((await ask('chat', 'gpt-4o-mini')).message).toBe('It said: “Hello there.”');
});

test('a shutdown is announced once 60 and once 14 days before, in the panel and to webhooks', async () => {
  const { ctx } = docent;
  const { app_id } = await ctx.db.selectFrom('apps').select('app_id').executeTakeFirstOrThrow();
  const call = systemCallIn(ctx, (await findApp(ctx, app_id))!);
  await createWebhook(call, {
    url: 'https://example.com/hook',
    description: '',
    events: ['model.shutdown'],
  });
  const run = { payload: {}, signal: new AbortController().signal, last: true };
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const announce = async (days: number) => {
    const list = { data: [{ id: 'test-embedding', shutdown_date: day(days) }, { id: 'other' }] };
    server.chat.play = (_body, { path }) => (path.endsWith('/models') ? { json: list } : undefined);
    await readShutdowns(ctx, run);
    await raiseNotices(ctx, run);
    await raiseNotices(ctx, run);
    const { notices } = await listNotices(adminCall(ctx));
    return notices
      .filter(({ kind, message }) => kind === 'shutdown' && message.includes('test-embedding'))
      .map(({ message }) => message);
  };
  expect(await announce(61)).toEqual([]);
  const [first, ...more] = await announce(59);
  expect(first).toBe(
    `The model test-embedding is shut down on ${day(59)}. Used by Demo. Choose another one.`,
  );
  expect(more).toEqual([]);
  expect(await announce(13)).toHaveLength(2);
  expect(await announce(-2)).toHaveLength(3);
  const { rows } = await sql<{ data: object }>`
    select data from webhook_events where type = 'model.shutdown' and data->>'model' = 'test-embedding' order by (data->>'days_left')::integer desc`.execute(
    ctx.db,
  );
  expect(rows.map(({ data }) => (data as { days_left: number }).days_left)).toEqual([59, 13, -2]);
  const { models } = await getSystem(adminCall(ctx));
  expect(models.find(({ model }) => model === 'test-embedding')!.warnings).toEqual([
    `Shut down on ${day(-2)}.`,
  ]);
  server.chat = {};
});

test('a model test returns the error that a chat would get; a model that nobody uses is not called', async () => {
  server.chat.failures = { status: 401, times: 1 };
  expect(await ask('chat', 'gpt-4o-mini')).toMatchObject({
    ok: false,
    first_ms: null,
    code: 'model_failed',
    message: expect.stringContaining('OPENAI_API_KEY'),
  });
  await expect(ask('chat', 'somebody-elses')).rejects.toMatchObject({ code: 'model_not_found' });
  await expect(ask('embedding', 'gpt-4o-mini')).rejects.toMatchObject({ code: 'model_not_found' });
});

test('the built-in models are tested like any other', async () => {
  const plain = await startDocent({ roles: new Set(['api']) });
  try {
    for (const [kind, model] of [
      ['chat', 'builtin-extractive'],
      ['embedding', 'builtin-hash'],
    ] as const)
      expect(await testModel(adminCall(plain.ctx), { kind, model })).toMatchObject({ ok: true });
    const { models } = await getSystem(adminCall(plain.ctx));
    expect(models.map(({ server }) => server)).toEqual([null, null]);
  } finally {
    await plain.close();
  }
});

test('no setting shows a secret', () => {
  const secret = 'hunter2-hunter2';
  const settings = describeSettings(
    readConfig({
      DATABASE_URL: `postgres://docent:${secret}@db.example.com:5432/docent?sslkey=${secret}`,
      OPENAI_BASE_URL: `https://user:${secret}@models.example.com/v1?key=${secret}`,
      OPENAI_API_KEY: secret,
      MASTER_KEY: Buffer.alloc(32, secret).toString('base64'),
      ADMIN_PASSWORD: secret,
      BOOTSTRAP_API_KEY: `sk_${'a'.repeat(40)}`,
    }),
  );
  const text = JSON.stringify(settings);
  for (const hidden of [secret, Buffer.alloc(32, secret).toString('base64'), 'a'.repeat(40)])
    expect(text).not.toContain(hidden);
  expect(text).toContain('postgres://db.example.com:5432/docent');
  expect(text).toContain('https://models.example.com/v1');
});
