// Quotas, budgets, prices and notices through the whole service, with a model server that has a price.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { onPostgres } from '../../../test/database.ts';
import { newCall } from '../../../shared/billing/ledger/calls.ts';
import { openCalls } from '../../../shared/billing/ledger/open-calls.ts';
import { bearer, demoAppId, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { unitsOf } from '../../../test/ledger.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { inviteAdmin } from '../../access/admins/invite-admin.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { aggregateLedger } from '../../../shared/billing/ledger/aggregate.ts';
import { raiseNotices } from '../../../worker/billing/raise-notices.ts';
import { createCaller } from '../../transport/trpc/router.ts';
import { adminCall } from '../../../test/calls.ts';

let docent: Docent;
let model: ModelServer;
let key: TestKey;
let workspace_id: string;

const signal = new AbortController().signal;
const owner = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal,
  });
const none = { messages: null, documents: null, stored_bytes: null, seats: null, apps: null };
const setTerms = (limits: Partial<typeof none | Record<string, number>>) =>
  owner().plans.set({ workspace_id, plan: 'custom', custom: { ...none, ...limits } });
/** A question about the demo documents. A key is read again after 0.8 s; a new one is not remembered at all. */
const ask = async (given: TestKey, body: object = {}) => {
  const response = await docent.api('/chat', {
    json: { message: 'How many days do I have for a return?', ...body },
    headers: bearer(given.secret),
  });
  return { status: response.status, body: await response.json() };
};
const count = async (table: string, given = key) =>
  (
    await sql<{
      count: number;
    }>`select count(*) as count from ${sql.table(table)} where app_id = ${given.appId}`.execute(docent.ctx.db)
  ).rows[0]!.count;

/** The embedding model of the tests has no price. */
const costOfQuestion = 0n;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  // Under a budget, a model without a price is refused.
  const free = { input_per_million: '0', cached_input_per_million: '0', output_per_million: '0' };
  await owner().prices.set({ model: 'test-embedding', ...free, effective_from: new Date() });
  ({ workspace_id } = await docent.ctx.db
    .selectFrom('workspaces')
    .select('workspace_id')
    .executeTakeFirstOrThrow());
  // Answers are counted to the call: the documents they are drawn from must be there.
  await until(
    'the demo documents',
    async () => {
      const rows = await docent.ctx.db.selectFrom('documents').select('status').execute();
      return rows.length >= 3 && rows.every(({ status }) => status === 'ready');
    },
    200_000,
  );
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(async () => {
  await setTerms({});
  await docent.ctx.db.deleteFrom('budgets').execute();
  key = await newKey(docent, {}, await demoAppId(docent));
});

describe('a quota', () => {
  test('of messages lets exactly so many through, however many come at once, and does nothing for the others', async () => {
    await ask(key);
    const { used } = await owner().plans.get({ workspace_id });
    await setTerms({ messages: used.messages + 5 });
    key = await newKey(docent, {}, key.appId);
    const before = {
      messages: await count('messages'),
      ledger: await count('ledger'),
      calls: model.calls.length,
    };
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask(key)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(refused).toHaveLength(35);
    expect(refused[0]!.body.error).toMatchObject({
      code: 'quota_exceeded',
      message: expect.stringMatching(
        /messages per month, and all are used\. Wait until \d{4}-\d\d-01, or ask/,
      ),
      details: { quota: 'messages', limit: used.messages + 5 },
    });
    expect(await count('messages')).toBe(before.messages + 10);
    expect(await count('ledger')).toBe(before.ledger + 10);
    expect(model.calls.length).toBe(before.calls + 10);
    expect((await owner().plans.get({ workspace_id })).used.messages).toBe(used.messages + 5);
    await setTerms({});
    expect((await ask(await newKey(docent, {}, key.appId))).status).toBe(200);
    expect((await owner().plans.get({ workspace_id })).used.messages).toBe(used.messages + 6);
  });

  test('of documents, bytes and apps is exact for uploads and apps at once', async () => {
    const { used } = await owner().plans.get({ workspace_id });
    await setTerms({ documents: used.documents + 3 });
    const upload = (name: string, text = `The text of ${name}.`) =>
      docent.api('/documents', { json: { name, text }, headers: bearer(key.secret) });
    const many = await Promise.all(Array.from({ length: 12 }, (_, n) => upload(`quota-${n}.txt`)));
    expect(many.filter(({ status }) => status === 202)).toHaveLength(3);
    expect((await many.find(({ status }) => status === 429)!.json()).error).toMatchObject({
      code: 'quota_exceeded',
      message: expect.stringContaining('Delete documents'),
    });
    const kept = await owner().plans.get({ workspace_id });
    expect(kept.used.documents).toBe(used.documents + 3);
    await setTerms({ stored_bytes: kept.used.stored_bytes + 100 });
    expect((await upload('big.txt', 'x '.repeat(51))).status).toBe(429);
    expect((await upload('fits.txt', 'y '.repeat(50))).status).toBe(202);
    await setTerms({ apps: kept.used.apps + 2 });
    const apps = await Promise.allSettled(
      Array.from({ length: 6 }, (_, n) => owner().apps.create({ workspace_id, name: `App ${n}` })),
    );
    expect(apps.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });
});

describe('a budget', () => {
  const months = async () =>
    (await docent.ctx.db.selectFrom('budget_months').selectAll().orderBy('key_id').execute()).map((row) => ({
      ...row,
      spent: unitsOf(row.spent),
      reserved: unitsOf(row.reserved),
    }));

  test('that is nearly spent is overshot by no more than what was in flight, by 200 requests at once', async () => {
    const app = { app_id: key.appId };
    const { budgets } = await owner().budgets.set({ ...app, cap: '1000000' });
    const [before] = await months();
    expect(budgets).toMatchObject([{ key_id: null, cap: '1000000', reserved: '0' }]);
    // Room for a few reservations of about 0.0012 dollars; an answer costs 0.0001794.
    const cap = (Number(before!.spent) / 1e14 + 0.006).toFixed(6);
    await owner().budgets.set({ ...app, cap });
    key = await newKey(docent, {}, key.appId);
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(key)));
    const passed = answers.filter(({ status }) => status === 200).length;
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThan(60);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(200 - passed);
    expect(answers.find(({ status }) => status === 429)!.body.error).toMatchObject({
      code: 'quota_exceeded',
      message: expect.stringContaining("this app's budget"),
      details: { quota: 'budget' },
    });
    const [after] = await months();
    expect(after!.reserved).toBe(0n);
    expect(after!.spent).toBeLessThanOrEqual(unitsOf(cap));
    expect(after!.spent - before!.spent).toBe(BigInt(passed) * (17_940_000_000n + costOfQuestion));
    // Search is refused too once nothing is left; documents are.
    await owner().budgets.set({ ...app, cap: '0' });
    const search = await docent.api('/search', { json: { query: 'returns' }, headers: bearer(key.secret) });
    expect(search.status).toBe(429);
    const upload = await docent.api('/documents', {
      json: { name: 'late.txt', text: `late ${newId('doc')}` },
      headers: bearer(key.secret),
    });
    expect(upload.status).toBe(429);
    await owner().budgets.set({ ...app, cap: null });
    expect((await ask(key)).status).toBe(200);
    expect(await months()).toEqual([]);
  });

  test("of a key binds that key alone, beside the app's", async () => {
    const other = await newKey(docent, {}, key.appId);
    const app = { app_id: key.appId };
    await owner().budgets.set({ ...app, cap: '100' });
    await owner().budgets.set({ ...app, key_id: key.keyId, cap: '0.001' });
    expect((await ask(key)).body.error).toMatchObject({
      message: expect.stringContaining("this API key's budget"),
    });
    // A smaller request still fits.
    expect((await ask(key, { max_output_tokens: 50 })).status).toBe(200);
    expect((await ask(other)).status).toBe(200);
    const [ofApp, ofKey] = await months();
    expect(ofKey!.spent).toBe(17_940_000_000n + costOfQuestion);
    expect([ofApp!.reserved, ofKey!.reserved]).toEqual([0n, 0n]);
    const { rows } = await sql<{
      cost: string;
    }>`select sum(cost) as cost from ledger where app_id = ${key.appId}`.execute(docent.ctx.db);
    expect(ofApp!.spent).toBe(unitsOf(rows[0]!.cost));
    await expect(owner().budgets.set({ ...app, key_id: 'key_unknown', cap: '1' })).rejects.toMatchObject({
      cause: { code: 'key_not_found' },
    });
  });
});

describe('a budget that is set', () => {
  test('while answers run counts each of them once', async () => {
    const app = { app_id: key.appId };
    await owner().budgets.set({ ...app, cap: '100' });
    const answers = Promise.all(Array.from({ length: 30 }, () => ask(key)));
    for (let again = 0; again < 10; again++)
      await owner().budgets.set({ ...app, key_id: key.keyId, cap: String(100 + again) });
    expect((await answers).map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
    const { rows } = await sql<{ key_id: string; spent: string; reserved: string; cost: string }>`
      select key_id, spent, reserved, (
        select sum(cost) from ledger
        where ledger.app_id = months.app_id and months.key_id in ('', ledger.key_id) and day >= month
      ) as cost
      from budget_months months where app_id = ${key.appId} order by key_id`.execute(docent.ctx.db);
    expect(rows.map((row) => row.key_id)).toEqual(['', key.keyId]);
    for (const row of rows)
      expect([unitsOf(row.reserved), unitsOf(row.spent)]).toEqual([0n, unitsOf(row.cost)]);
  });

  test.runIf(onPostgres)("does not wait for another app's calls", async () => {
    const other = await newAppWithKey(docent);
    const call = newCall('chat', 'gpt-4o-mini', 'text');
    const ended = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const holding = docent.ctx.db.transaction().execute(async (tx) => {
      const origin = { app: { appId: other.appId, workspaceId: workspace_id }, processId: 'proc_test' };
      await openCalls(tx, [call], origin, { enforce: true });
      begun.resolve();
      await ended.promise;
    });
    await begun.promise;
    const { budgets } = await owner().budgets.set({ app_id: key.appId, cap: '7' });
    expect(budgets.map(({ cap }) => Number(cap))).toEqual([7]);
    ended.resolve();
    await holding;
  });
});

describe('a count of tokens that cannot be true', () => {
  const price = {
    model: 'test-embedding',
    effective_from: '2020-01-01Z',
    input_per_million: '10',
    cached_input_per_million: '10',
    output_per_million: '0',
  };
  beforeAll(() => docent.ctx.db.insertInto('prices').values(price).execute());
  afterAll(async () => {
    model.embedding = {};
    model.chat = {};
    await docent.ctx.db.deleteFrom('prices').where('model', '=', price.model).execute();
  });

  test.each([-5e7, 1.5, 5e9])('%s is replaced by our own, for questions and answers', async (tokens) => {
    // Documents of earlier tests are paid from the same budget.
    await until('documents of earlier tests', async () => {
      const underway = docent.ctx.db
        .selectFrom('documents')
        .select('document_id')
        .where('status', 'not in', ['ready', 'failed']);
      return (await underway.execute()).length === 0;
    });
    await owner().budgets.set({ app_id: key.appId, cap: '5' });
    model.embedding = { usage: { prompt_tokens: tokens, total_tokens: tokens } };
    model.chat = { usage: { prompt_tokens: 812, completion_tokens: tokens } };
    const months = () => docent.ctx.db.selectFrom('budget_months').selectAll().execute();
    const [before] = await months();
    const { status, body } = await ask(key);
    expect(status).toBe(200);
    expect(body.usage.output_tokens).toBe(3);
    const [month] = await months();
    const calls = await docent.ctx.db
      .selectFrom('ledger')
      .selectAll()
      .where('message_id', '=', body.message_id)
      .execute();
    expect(calls).toHaveLength(2);
    for (const call of calls) {
      expect(call).toMatchObject({ status: 'settled', estimated: true });
      expect(call.input_tokens).toBeGreaterThan(0);
    }
    const cost = calls.reduce((sum, call) => sum + unitsOf(call.cost), 0n);
    expect(unitsOf(month!.spent) - unitsOf(before!.spent)).toBe(cost);
    expect(unitsOf(month!.reserved)).toBe(0n);
    expect(cost).toBeLessThan(unitsOf('0.01'));
  });

  test('does not stop a document', async () => {
    model.embedding = { usage: { prompt_tokens: -5e7 } };
    const upload = await docent.api('/documents', {
      json: { name: 'odd.txt', text: 'Odd counts are counted again.' },
      headers: bearer(key.secret),
    });
    const [{ document_id }] = (await upload.json()).documents;
    await until('the document to be ready', async () => {
      const response = await docent.api(`/documents/${document_id}`, { headers: bearer(key.secret) });
      return (await response.json()).document.status === 'ready';
    });
    const call = await docent.ctx.db
      .selectFrom('ledger')
      .selectAll()
      .where('document_id', '=', document_id)
      .executeTakeFirstOrThrow();
    expect(call).toMatchObject({ status: 'settled', estimated: true });
    expect(call.input_tokens).toBeGreaterThan(0);
  });

  test('is refused by the ledger itself', async () => {
    const call = { app_id: key.appId, kind: 'chat' as const, model: 'm', day: '2026-01-01' };
    for (const wrong of [
      { input_tokens: -1 },
      { output_tokens: -1 },
      { input_tokens: 1, cached_input_tokens: 2 },
      { output_tokens: 1, reasoning_tokens: 2 },
      { input_tokens: 3, cached_input_tokens: 2, cache_write_tokens: 2 },
      { cost: '-0.01' },
      { reserved: '-1' },
    ])
      await expect(
        docent.ctx.db
          .insertInto('ledger')
          .values({ ...call, usage_id: newId('use'), ...wrong })
          .execute(),
      ).rejects.toMatchObject({ code: '23514' });
  });
});

describe('a price', () => {
  test('set later is applied by corrections that change totals, not rows, and only once', async () => {
    const own = await newAppWithKey(docent);
    const day = (await sql<{ day: string }>`select current_date::text as day`.execute(docent.ctx.db)).rows[0]!
      .day;
    const rows = ['2026-05-01', '2026-05-01', day].map((on) => ({
      app_id: own.appId,
      usage_id: newId('use'),
      kind: 'chat' as const,
      model: 'house-model-7b',
      day: on,
      status: 'settled' as const,
      input_tokens: 1_000,
      output_tokens: 500,
      unpriced_tokens: 1_500,
      settled_at: new Date(`${on}T10:00:00Z`),
    }));
    await docent.ctx.db.insertInto('ledger').values(rows).execute();
    await aggregateLedger(docent.ctx.db, signal, { appId: own.appId });
    const total = async () =>
      (
        await (
          await docent.api(`/usage?start_date=2026-01-01&end_date=${day}`, { headers: bearer(own.secret) })
        ).json()
      ).usage;
    expect(await total()).toMatchObject({ total_requests: 3, total_cost: null, unpriced_tokens: 4_500 });
    expect((await owner().prices.list({})).unpriced).toContainEqual({
      model: 'house-model-7b',
      tokens: 1_500,
    });
    const price = {
      model: 'house-*',
      input_per_million: '2',
      cached_input_per_million: '1',
      output_per_million: '4.00000001',
    };
    expect(await owner().prices.preview(price)).toEqual({
      models: [{ model: 'house-model-7b', tokens: 1_500, cost: null, new_cost: '0.004000000005' }],
    });
    await owner().prices.set({ ...price, effective_from: new Date('2026-01-01Z') });
    const span = { first_day: '2026-01-01', last_day: day };
    expect(await owner().prices.reprice(span)).toEqual({ corrections: 3, difference: '0.012000000015' });
    expect(await owner().prices.reprice(span)).toEqual({ corrections: 0, difference: '0' });
    expect(await total()).toEqual({
      total_requests: 3,
      total_input_tokens: 3_000,
      total_output_tokens: 1_500,
      total_tokens: 4_500,
      total_cost: 0.012000000015,
    });
    // A further row for the same date supersedes it; the calls themselves stay as they were.
    await owner().prices.set({ ...price, output_per_million: '2', effective_from: new Date('2026-01-01Z') });
    expect(await owner().prices.reprice(span)).toEqual({ corrections: 3, difference: '-0.003000000015' });
    await aggregateLedger(docent.ctx.db, signal, { appId: own.appId });
    expect(await total()).toMatchObject({ total_requests: 3, total_cost: 0.009 });
    const calls = await docent.ctx.db
      .selectFrom('ledger')
      .select(['cost', 'unpriced_tokens'])
      .where('app_id', '=', own.appId)
      .where('correction_of', 'is', null)
      .execute();
    expect(calls).toEqual(Array.from({ length: 3 }, () => ({ cost: null, unpriced_tokens: 1_500 })));
    const { prices } = await owner().prices.list({});
    expect(
      prices
        .filter((one) => one.model === 'house-*')
        .map(({ state, output_per_million }) => [state, output_per_million]),
    ).toEqual([
      ['current', '2'],
      ['past', '4.00000001'],
    ]);
  });
});

test('notices are raised once each: quotas, budgets, models without a price, unusual days', async () => {
  await docent.ctx.db.deleteFrom('notices').execute();
  const app = await newAppWithKey(docent);
  const { used } = await owner().plans.get({ workspace_id });
  const { rows } = await sql<{
    today: string;
  }>`select (now() at time zone 'UTC')::date::text as today`.execute(docent.ctx.db);
  const at = (back: number) =>
    new Date(Date.parse(rows[0]!.today) - back * 86_400_000).toISOString().slice(0, 10);
  const spend = (back: number, cost: string | null) => ({
    app_id: app.appId,
    usage_id: newId('use'),
    kind: 'chat' as const,
    model: cost ? 'gpt-4o-mini' : 'nobody-knows-1',
    day: at(back),
    status: 'settled' as const,
    input_tokens: 10,
    unpriced_tokens: cost ? 0 : 10,
    cost,
  });
  await docent.ctx.db
    .insertInto('ledger')
    .values([...Array.from({ length: 14 }, (_, n) => spend(n + 1, '1')), spend(0, '9.99'), spend(0, null)])
    .execute();
  await owner().budgets.set({ app_id: app.appId, cap: '12' });
  const listening = await newAppWithKey(docent);
  for (const { appId } of [app, listening])
    await owner().webhooks.create({
      app_id: appId,
      url: 'https://hooks.invalid/quota',
      events: ['quota.warning', 'quota.exceeded'],
    });
  await setTerms({
    messages: Math.floor(used.messages / 0.85),
    apps: (await owner().plans.get({ workspace_id })).used.apps,
  });
  for (let run = 0; run < 3; run++) await raiseNotices(docent.ctx, { payload: {}, signal, last: true });
  const { notices } = await owner().notices.list({});
  const of = (kind: string) =>
    notices
      .filter((notice) => notice.kind === kind)
      .map(({ message }) => message)
      .sort();
  expect(of('quota')).toEqual([
    expect.stringContaining('100 % of the apps of its Custom plan'),
    expect.stringContaining('80 % of the apps'),
    expect.stringContaining('80 % of the messages this month'),
  ]);
  expect(of('unpriced')).toContainEqual(expect.stringContaining('nobody-knows-1 has no known price'));
  expect(of('unusual_day')).toEqual([
    expect.stringMatching(/Today Other .* has cost \$9\.99, more than three times its average of \$0\.50/),
  ]);
  // The first half of a month has spent less before today; what it has is above 80 % of 12 dollars in any case.
  expect(of('budget').length).toBeGreaterThanOrEqual(2);
  expect(
    of('budget').some((message) =>
      message.startsWith('80 % of the budget of $12 per month for the app Other'),
    ),
  ).toBe(true);
  const received = async (given: TestKey) =>
    (
      await docent.ctx.db
        .selectFrom('webhook_events')
        .select(['type', 'data'])
        .where('app_id', '=', given.appId)
        .execute()
    ).map(({ type, data }) => [type, data['quota'], data['percent']].join(' '));
  const ofPlan = ['quota.exceeded apps 100', 'quota.warning apps 80', 'quota.warning messages 80'];
  expect((await received(listening)).sort()).toEqual(ofPlan);
  // A budget is its app's own affair.
  expect((await received(app)).sort()).toEqual(
    [
      ...ofPlan.slice(0, 1),
      ...of('budget')
        .filter((message) => message.includes(' for the app Other'))
        .map(
          (message) =>
            `quota.${message.startsWith('100') ? 'exceeded' : 'warning'} budget ${Number.parseInt(message)}`,
        )
        .sort(),
      ...ofPlan.slice(1),
    ].sort(),
  );
  const [first] = notices;
  const left = await owner().notices.dismiss({ notice_id: first!.notice_id });
  expect(left.notices).toHaveLength(notices.length - 1);
});

test('seats are counted over the panel: an invitation takes one, the plan with the most counts', async () => {
  const { db } = docent.ctx;
  await db.updateTable('workspaces').set({ plan: 'free' }).execute();
  const email = (n: number) => `seat-${n}@example.com`;
  const invite = (n: number) => inviteAdmin(adminCall(docent.ctx), { email: email(n), role: 'viewer' });
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, (_, n) => invite(n)));
  const { rows } = await sql<{ held: number }>`
    select count(*) as held from (select email from admins union select email from admin_invitations) held`.execute(
    db,
  );
  expect(rows[0]!.held).toBe(3);
  const refused = outcomes.filter((one) => one.status === 'rejected').map((one) => one.reason);
  expect(refused[0]).toMatchObject({ code: 'quota_exceeded', details: { quota: 'seats', limit: 3 } });
  // Who is invited already may be invited again; a larger plan makes room at once.
  const taken = outcomes.findIndex((one) => one.status === 'fulfilled');
  await invite(taken);
  await db.updateTable('workspaces').set({ plan: 'pro' }).where('workspace_id', '=', workspace_id).execute();
  await invite(7);
  await db.deleteFrom('admin_invitations').execute();
});
