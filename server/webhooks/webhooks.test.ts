// Events from where they happen to a receiver that verifies them, through the real queue.
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WebhookEventType } from '../../shared/contract/index.ts';
import { startDocent, type Docent } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { bearer, newAppWithKey, type TestKey } from '../../test/keys.ts';
import { createCaller } from '../transport/trpc/router.ts';
import { startHttpServer, type HttpServer } from '../../test/http-server.ts';

type Received = { path: string; headers: Record<string, string>; body: string };
let docent: Docent;
let ours: TestKey;
let receiver: HttpServer;
let base: string;
const received: Received[] = [];
/** What the receiver answers, by path; 204 elsewhere. */
const answers: Record<string, { status: number; headers?: Record<string, string> }> = {};

beforeAll(async () => {
  receiver = await startHttpServer(async (req, res) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const path = req.url!;
    received.push({
      path,
      headers: req.headers as Record<string, string>,
      body: Buffer.concat(parts).toString(),
    });
    const { status, headers } = answers[path] ?? { status: 204 };
    res.writeHead(status, headers).end();
  });
  base = receiver.url;
  docent = await startDocent({}, { WEBHOOK_ALLOW_PRIVATE: 'true' });
  ours = await newAppWithKey(docent);
});
afterAll(async () => {
  await docent.close();
  await receiver.close();
});
beforeEach(() => {
  received.length = 0;
});

const owner = (appId = ours.appId) => {
  const admin = { adminId: 'adm_1', email: 'owner@example.com', role: 'owner' as const };
  const { webhooks } = createCaller({
    service: docent.ctx,
    admin,
    login: { loginId: 'login_1', admin, stage: 'open' },
    requestId: 'req_1',
    signal: new AbortController().signal,
  });
  const there = { app_id: appId };
  return {
    list: () => webhooks.list(there),
    create: (path: string, events: WebhookEventType[]) =>
      webhooks.create({ ...there, url: base + path, events }),
    update: (
      endpoint_id: string,
      change: { path?: string; description?: string; events?: WebhookEventType[] },
    ) => {
      const { path, ...rest } = change;
      return webhooks.update({ ...there, endpoint_id, ...(path && { url: base + path }), ...rest });
    },
    disable: (endpoint_id: string) => webhooks.disable({ ...there, endpoint_id }),
    rotate: (endpoint_id: string) => webhooks.rotateSecret({ ...there, endpoint_id }),
    test: (endpoint_id: string) => webhooks.test({ ...there, endpoint_id }),
    log: async (endpoint_id: string) => (await webhooks.deliveries({ ...there, endpoint_id })).deliveries,
    replay: (delivery_id: string) => webhooks.replay({ ...there, delivery_id }),
  };
};
const at = (path: string, type?: string) =>
  received.filter((one) => one.path === path && (!type || JSON.parse(one.body).type === type));
const arrival = (path: string, type: string) => until(`${type} at ${path}`, () => at(path, type)[0], 40_000);
const api = (path: string, json: object) => docent.api(path, { json, headers: bearer(ours.secret) });
const refusal = (work: Promise<unknown>): Promise<any> =>
  work.then(
    () => expect.unreachable('it should have been refused'),
    (error) => error,
  );

test('events of an app are delivered, signed, without any text', async () => {
  const { endpoint, secret } = await owner().create('/all', [
    'document.ready',
    'document.failed',
    'message.completed',
    'feedback.created',
  ]);
  await owner().create('/quota', ['quota.warning']);
  const verified = (one: Received): any => new Webhook(secret).verify(one.body, one.headers);

  const text = 'The vault code word of this company is marzipan.';
  const { documents } = await (await api('/documents', { name: 'vault.txt', text })).json();
  const { document_id } = documents[0];
  expect(verified(await arrival('/all', 'document.ready'))).toEqual({
    type: 'document.ready',
    timestamp: expect.any(String),
    data: { document_id, warnings: [] },
  });

  const form = new FormData();
  const encrypted = readFileSync(
    new URL('../../worker/documents/extract/fixtures/encrypted.pdf', import.meta.url),
  );
  form.set('file', new Blob([encrypted]), 'encrypted.pdf');
  await docent.api('/documents', { method: 'POST', body: form, headers: bearer(ours.secret) });
  expect(verified(await arrival('/all', 'document.failed')).data).toMatchObject({
    document_id: expect.stringMatching(/^doc_/),
    error: expect.stringMatching(/password|encrypt/i),
  });

  // The key is remembered for less than a second, and the app's endpoints with it.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const question = { message: 'What is the vault code word of this company?', end_user_id: 'person-9' };
  const answer = await (await api('/chat', question)).json();
  expect(answer.content).toContain('marzipan');
  const { session_id, message_id, model, usage, finish_reason } = answer;
  expect(verified(await arrival('/all', 'message.completed')).data).toEqual({
    session_id,
    message_id,
    model,
    usage,
    finish_reason,
  });
  await api(`/messages/${message_id}/feedback`, { rating: 'up', comment: 'Marvellous marzipan.' });
  await api(`/messages/${message_id}/feedback`, { rating: 'down' });
  expect(verified(await arrival('/all', 'feedback.created')).data).toEqual({
    session_id,
    message_id,
    rating: 'up',
  });

  const log = await until('the log', async () => {
    const log = await owner().log(endpoint.endpoint_id);
    return log.length === 4 && log.every(({ status }) => status === 'delivered') && log;
  });
  expect(log[0]!.attempts).toEqual([
    { at: expect.any(String), status: 204, ms: expect.any(Number), error: null },
  ]);
  expect(received.map(({ path }) => path)).toEqual(Array.from({ length: 4 }, () => '/all'));
  expect(received.map(({ body }) => body).join('')).not.toMatch(/marzipan|vault|person-9/i);
  // The secret is nowhere but in the answer.
  const { rows } = await sql<{
    all: string;
  }>`select string_agg(e::text, '') as all from webhook_endpoints e`.execute(docent.ctx.db);
  expect(rows[0]!.all).not.toContain(Buffer.from(secret).toString('hex'));
  expect(JSON.stringify(await owner().list())).not.toContain('whsec_');
  await owner().disable(endpoint.endpoint_id);
});

test('an answer of an app without endpoints asks for nothing more', async () => {
  const other = await newAppWithKey(docent);
  const count = async () =>
    (
      await sql<{
        n: number;
      }>`select count(*) as n from webhook_events where app_id = ${other.appId}`.execute(docent.ctx.db)
    ).rows[0]!.n;
  let begun = 0;
  const { db } = docent.ctx;
  const transaction = db.transaction.bind(db);
  db.transaction = () => {
    begun++;
    return transaction();
  };
  try {
    const headers = bearer(other.secret);
    expect((await docent.api('/chat', { json: { message: 'Anything?' }, headers })).status).toBe(200);
  } finally {
    db.transaction = transaction;
  }
  expect([begun, await count()]).toEqual([0, 0]);
});

test('after a rotation both secrets hold for a day', async () => {
  const { endpoint, secret } = await owner().create('/rotated', ['quota.warning']);
  const renewed = await owner().rotate(endpoint.endpoint_id);
  expect(renewed.secret).not.toBe(secret);
  await owner().test(endpoint.endpoint_id);
  const first = await arrival('/rotated', 'test');
  for (const one of [secret, renewed.secret])
    expect(new Webhook(one).verify(first.body, first.headers)).toMatchObject({ type: 'test' });
  await sql`update webhook_endpoints set previous_until = now() where endpoint_id = ${endpoint.endpoint_id}`.execute(
    docent.ctx.db,
  );
  received.length = 0;
  await owner().test(endpoint.endpoint_id);
  const second = await arrival('/rotated', 'test');
  expect(() => new Webhook(secret).verify(second.body, second.headers)).toThrow();
  expect(new Webhook(renewed.secret).verify(second.body, second.headers)).toMatchObject({ type: 'test' });
});

describe('an endpoint that', () => {
  const job = async (deliveryId: string, name = 'deliver-webhook') =>
    (
      await sql<{ state: string; retry_count: number; wait: number }>`
        select state::text as state, retry_count, extract(epoch from start_after - now())::float8 as wait from pgboss.job
        where name = ${name} and data->>'delivery_id' = ${deliveryId}`.execute(docent.ctx.db)
    ).rows[0];

  test('fails is tried again later; in the end its delivery is a dead letter, and can be replayed', async () => {
    answers['/broken'] = { status: 500 };
    const { endpoint, secret } = await owner().create('/broken', ['quota.warning']);
    const { delivery_id } = await owner().test(endpoint.endpoint_id);
    const waiting = await until('the second try to be planned', async () => {
      const found = await job(delivery_id);
      return found?.state === 'retry' && found;
    });
    expect(waiting.wait).toBeGreaterThan(0);
    const [pending] = await owner().log(endpoint.endpoint_id);
    expect(pending).toMatchObject({
      status: 'pending',
      attempts: [{ status: 500, error: 'It responded with 500.' }],
    });
    expect((await refusal(owner().replay(delivery_id))).message).toContain('still in progress');

    // As if all tries but one had been made; a new job wakes the queue.
    await sql`update pgboss.job set retry_count = retry_limit - 1, start_after = now()
      where name = 'deliver-webhook' and data->>'delivery_id' = ${delivery_id}`.execute(docent.ctx.db);
    const helper = await owner().create('/helper', ['quota.warning']);
    await until(
      'the last try',
      async () => {
        await owner().test(helper.endpoint.endpoint_id);
        await new Promise((resolve) => setTimeout(resolve, 500));
        const [failed] = await owner().log(endpoint.endpoint_id);
        return failed!.status === 'failed' && failed!.attempts.length === 2;
      },
      40_000,
    );
    await until('the dead letter', () => job(delivery_id, 'dead-letters'));

    answers['/broken'] = { status: 200 };
    const tried = at('/broken')[0]!;
    received.length = 0;
    const again = await owner().replay(delivery_id);
    const replayed = await arrival('/broken', 'test');
    expect(replayed.headers['webhook-id']).toBe(tried.headers['webhook-id']);
    expect(replayed.body).toBe(tried.body);
    new Webhook(secret).verify(replayed.body, replayed.headers);
    await until('the log', async () => {
      const [newest] = await owner().log(endpoint.endpoint_id);
      return newest!.delivery_id === again.delivery_id && newest!.status === 'delivered';
    });
  });

  test('redirects is not followed', async () => {
    answers['/moved'] = { status: 307, headers: { location: '/elsewhere' } };
    const { endpoint } = await owner().create('/moved', ['quota.warning']);
    await owner().test(endpoint.endpoint_id);
    const attempts = await until('the attempt', async () => {
      const [delivery] = await owner().log(endpoint.endpoint_id);
      return delivery!.attempts.length > 0 && delivery!.attempts;
    });
    expect(attempts[0]).toMatchObject({ status: 307, error: expect.stringContaining('redirect') });
    expect(at('/elsewhere')).toEqual([]);
    await owner().disable(endpoint.endpoint_id);
  });

  test('answers 410 is sent nothing more', async () => {
    answers['/gone'] = { status: 410 };
    const { endpoint } = await owner().create('/gone', ['quota.exceeded']);
    await owner().test(endpoint.endpoint_id);
    await until('the end', async () => {
      const { endpoints } = await owner().list();
      return endpoints.find(({ endpoint_id }) => endpoint_id === endpoint.endpoint_id)!.disabled_at;
    });
    expect((await refusal(owner().test(endpoint.endpoint_id))).message).toContain('disabled');
    const app = await docent.ctx.db
      .selectFrom('apps')
      .select('webhook_events')
      .where('app_id', '=', ours.appId)
      .executeTakeFirstOrThrow();
    expect(app.webhook_events).toEqual(['quota.warning']);
  });

  test('lies inside is refused at once', async () => {
    docent.ctx.config.webhookAllowPrivate = false;
    try {
      expect((await refusal(owner().create('/inside', ['quota.warning']))).message).toContain('https://');
      for (const url of ['https://127.0.0.1/x', 'https://[::1]/x', 'https://localhost/x', 'https://0x7f.1/x'])
        expect((await refusal(createAt(url))).message).toContain('not on the public internet');
    } finally {
      docent.ctx.config.webhookAllowPrivate = true;
    }
  });
  const createAt = (url: string) => {
    const real = base;
    base = '';
    const created = owner().create(url, ['quota.warning']);
    base = real;
    return created;
  };
});

test('endpoints and deliveries of another app are unknown ones', async () => {
  const { endpoint } = await owner().create('/ours', ['quota.warning']);
  const { delivery_id } = await owner().test(endpoint.endpoint_id);
  const other = owner((await newAppWithKey(docent)).appId);
  expect((await other.list()).endpoints).toEqual([]);
  expect(await other.log(endpoint.endpoint_id)).toEqual([]);
  for (const work of [other.disable, other.rotate, other.test])
    expect((await refusal(work(endpoint.endpoint_id))).cause.code).toBe('webhook_not_found');
  expect((await refusal(other.replay(delivery_id))).cause.code).toBe('delivery_not_found');
});

test('an endpoint is changed: its secret stays, and events go to the new address', async () => {
  const { endpoint, secret } = await owner().create('/before', ['document.ready']);
  const { endpoint_id } = endpoint;
  const { endpoint: changed } = await owner().update(endpoint_id, {
    path: '/after',
    description: 'Search index',
    events: ['document.failed', 'document.ready', 'document.ready'],
  });
  expect(changed).toMatchObject({
    endpoint_id,
    url: `${base}/after`,
    description: 'Search index',
    events: ['document.failed', 'document.ready'],
  });
  // What is left out stays.
  expect((await owner().update(endpoint_id, { events: ['document.ready'] })).endpoint).toMatchObject({
    url: `${base}/after`,
    description: 'Search index',
    events: ['document.ready'],
  });
  await owner().test(endpoint_id);
  const { headers, body } = await arrival('/after', 'test');
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: 'test' });
  expect(at('/before')).toEqual([]);

  const foreign = await newAppWithKey(docent);
  expect(await refusal(owner(foreign.appId).update(endpoint_id, { path: '/theirs' }))).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await refusal(owner().update(endpoint_id, { events: [] }))).toMatchObject({ code: 'BAD_REQUEST' });
  await owner().disable(endpoint_id);
  const refused = await refusal(owner().update(endpoint_id, { path: '/again' }));
  expect(refused.message).toContain('disabled endpoint cannot be changed');
});
