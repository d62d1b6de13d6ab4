import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { demoAppId, newAppWithKey } from '../../../test/keys.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { getFirstSteps } from '../first-steps/get-first-steps.ts';
import { noteFirstStep } from '../first-steps/note-first-step.ts';
import { getOverview } from './get-overview.ts';
import { adminCall } from '../../../test/calls.ts';

let docent: Docent;
let demo: string;
let other: string;
beforeAll(async () => {
  docent = await startDocent();
  demo = await demoAppId(docent);
  other = (await newAppWithKey(docent)).appId;
  await docent.ctx.db.deleteFrom('ledger').execute();
});
afterAll(() => docent.close());

const look = (app_id?: string, days: 7 | 30 | 90 = 7) => getOverview(adminCall(docent.ctx), { days, app_id });

type Said = {
  app?: string;
  at?: string;
  status?: 'complete' | 'failed' | 'aborted';
  ms?: number;
  code?: string;
};

/** An answer with its model call. @param said.at a moment, SQL */
async function answer(
  { app = demo, at = 'now()', status = 'complete', ms, code }: Said,
  cost: string | null = '0.25',
) {
  const { db } = docent.ctx;
  const session_id = newId('sess');
  await db.insertInto('sessions').values({ app_id: app, session_id }).execute();
  await db
    .insertInto('messages')
    .values({
      app_id: app,
      message_id: newId('msg'),
      session_id,
      role: 'assistant',
      status,
      content: Buffer.alloc(0),
      model: 'm',
      error_code: code,
      time_to_first_token_ms: ms,
      created_at: sql<Date>`${sql.raw(at)}`,
    })
    .execute();
  await db
    .insertInto('ledger')
    .values({
      app_id: app,
      usage_id: newId('use'),
      kind: 'chat',
      model: cost === null ? 'mystery' : 'm',
      status: 'settled',
      input_tokens: 80,
      output_tokens: 20,
      cost,
      unpriced_tokens: cost === null ? 100 : 0,
      opened_at: sql<Date>`${sql.raw(at)}`,
      day: sql`(${sql.raw(at)})::date`,
    })
    .execute();
}

test('before the first answer every day is there, and empty', async () => {
  const { by_day, total, errors, time_zone } = await look();
  expect(time_zone).toBe('UTC');
  expect(by_day).toHaveLength(7);
  expect(by_day.at(-1)!.day).toBe(new Date().toISOString().slice(0, 10));
  expect(total).toEqual({
    answers: 0,
    failed: 0,
    aborted: 0,
    first_token_p50_ms: null,
    first_token_p95_ms: null,
    input_tokens: 0,
    output_tokens: 0,
    cost: 0,
    unpriced_tokens: 0,
  });
  expect(errors).toEqual([]);
});

test('answers, speed, failures and money add up by day, over all apps and for one', async () => {
  for (let ms = 10; ms <= 200; ms += 10) await answer({ ms });
  await answer({ app: other, ms: 900 }, null);
  await answer({ status: 'failed', code: 'model_timeout', at: "now() - interval '3 days'" });
  await answer({ status: 'aborted', at: "now() - interval '3 days'" });
  await answer({ at: "now() - interval '8 days'" });

  const all = await look();
  expect(all.total).toMatchObject({ answers: 23, failed: 1, aborted: 1, first_token_p50_ms: 110 });
  expect(all.total).toMatchObject({
    input_tokens: 23 * 80,
    output_tokens: 23 * 20,
    cost: 5.5,
    unpriced_tokens: 100,
  });
  expect(all.by_day.at(-1)).toMatchObject({ answers: 21, failed: 0, cost: 5 });
  expect(all.by_day.at(-4)).toMatchObject({ answers: 2, failed: 1, aborted: 1, first_token_p50_ms: null });
  expect(all.by_day.at(-2)).toMatchObject({ answers: 0, cost: 0 });
  expect(all.errors).toEqual([{ code: 'model_timeout', count: 1 }]);
  expect(all.by_app.map(({ app_id, answers }) => [app_id, answers])).toEqual([
    [demo, 22],
    [other, 1],
  ]);

  const one = await look(other);
  expect(one.total).toMatchObject({ answers: 1, first_token_p95_ms: 900, cost: null, unpriced_tokens: 100 });
  expect(one.by_app).toHaveLength(1);
  expect((await look(undefined, 30)).total.answers).toBe(24);
  await expect(look('app_unknown')).rejects.toMatchObject({ code: 'app_not_found' });
});

test("days are those of the app's workspace; several time zones share UTC", async () => {
  const { db } = docent.ctx;
  await db.updateTable('workspaces').set({ time_zone: 'Pacific/Kiritimati' }).execute();
  const { time_zone, by_day } = await look();
  expect(time_zone).toBe('Pacific/Kiritimati');
  const there = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Kiritimati' }).format(new Date());
  expect(by_day.at(-1)!.day).toBe(there);
  await db
    .insertInto('workspaces')
    .values({ workspace_id: newId('wsp'), name: 'Elsewhere', time_zone: 'Europe/Berlin' })
    .execute();
  expect((await look()).time_zone).toBe('UTC');
  expect((await look(demo)).time_zone).toBe('Pacific/Kiritimati');
});

test('each answer counts for the day that it had there, also where a day is half an hour longer', async () => {
  const { db } = docent.ctx;
  const { appId } = await newAppWithKey(docent);
  const zone = 'Australia/Lord_Howe';
  await db.updateTable('workspaces').set({ time_zone: zone }).execute();
  for (let n = 0; n < 60; n++)
    await answer({ app: appId, ms: 100 + n, at: `now() - interval '${n * 5} hours'` });
  for (let n = 0; n < 40; n++)
    await answer({
      app: appId,
      status: 'failed',
      code: 'model_timeout',
      at: `now() - interval '${n * 9 + 48} hours'`,
    });
  const { rows } = await sql<{ day: string }>`
    select (created_at at time zone ${zone})::date::text as day, count(*)::integer as answers,
      (count(*) filter (where status = 'failed'))::integer as failed,
      percentile_disc(0.5) within group (order by time_to_first_token_ms) as first_token_p50_ms,
      percentile_disc(0.95) within group (order by time_to_first_token_ms) as first_token_p95_ms
    from messages where app_id = ${appId} and role = 'assistant' group by 1 order by 1`.execute(db);
  const { by_day, quality } = await look(appId);
  expect(by_day).toMatchObject(rows.slice(-7));
  const whole = (await look(appId, 30)).by_day.filter(({ answers }) => answers > 0);
  expect(whole).toMatchObject(rows);
  const { rows: before } = await sql<{ count: number }>`
    select count(*)::integer as count from messages where app_id = ${appId} and status = 'complete'
      and created_at < now() - interval '7 days'`.execute(db);
  expect(quality.before.answered).toBe(before[0]!.count);
  await db.updateTable('workspaces').set({ time_zone: 'UTC' }).execute();
});

test('answers, nothing found, ratings and cost per answer are compared with the period before', async () => {
  const { appId } = await newAppWithKey(docent);
  const { db } = docent.ctx;
  const say = async (times: number, at: string, cost: string, found = true) => {
    for (let n = 0; n < times; n++) await answer({ app: appId, at }, cost);
    if (!found)
      await db
        .updateTable('messages')
        .set({ finish_reason: 'no_context' })
        .where('app_id', '=', appId)
        .where('finish_reason', 'is', null)
        .where('message_id', 'in', (eb) =>
          eb
            .selectFrom('messages')
            .select('message_id')
            .where('app_id', '=', appId)
            .orderBy('message_id', 'desc')
            .limit(times),
        )
        .execute();
  };
  await say(2, "now() - interval '9 days'", '0.1');
  await say(1, "now() - interval '9 days'", '0.1', false);
  await say(4, "now() - interval '1 hour'", '0.2');
  // Documents cost something too, and no answer pays for it.
  await db
    .updateTable('ledger')
    .set({ kind: 'embed_chunks', cost: '50' })
    .where('usage_id', 'in', (eb) =>
      eb.selectFrom('ledger').select('usage_id').where('app_id', '=', appId).orderBy('usage_id').limit(1),
    )
    .execute();
  const said = await db
    .selectFrom('messages')
    .select(['message_id', 'session_id', 'created_at'])
    .where('app_id', '=', appId)
    .orderBy('message_id')
    .execute();
  for (const [n, { created_at, ...row }] of said.entries())
    await db
      .insertInto('feedback')
      .values({ app_id: appId, ...row, rating: n < 4 ? 'down' : 'up', created_at })
      .execute();
  const { quality } = await look(appId);
  expect(quality).toEqual({
    now: { answered: 4, no_context: 0, up: 3, down: 1, cost_per_answer: expect.closeTo(0.2, 10) },
    before: { answered: 2, no_context: 1, up: 0, down: 3, cost_per_answer: expect.closeTo(0.2 / 3, 10) },
  });
  expect((await look(appId, 30)).quality.before).toEqual({
    answered: 0,
    no_context: 0,
    up: 0,
    down: 0,
    cost_per_answer: null,
  });
});

test('what needs attention is named while it does, and no longer', async () => {
  const { db } = docent.ctx;
  const kinds = async () => (await look()).attention.map(({ kind }) => kind);
  expect(await kinds()).toEqual(['unpriced']);
  await answer({ status: 'failed', code: 'model_unavailable' });
  await db
    .updateTable('documents')
    .set({ status: 'failed' })
    .where('name', '=', 'outage-playbook.md')
    .execute();
  await sql`insert into pgboss.job (name, data, policy) values ('dead-letters', '{}', 'standard')`.execute(
    db,
  );
  const { attention, ingest } = await look();
  expect(attention).toMatchObject([
    { kind: 'model_failing', model: 'm', code: 'model_unavailable' },
    { kind: 'dead_letters', count: 1 },
    { kind: 'documents_failed', count: 1, app_id: demo, app: 'Demo' },
    { kind: 'unpriced', model: 'mystery', tokens: 100 },
  ]);
  expect(ingest).toMatchObject({ by_status: { ready: 2, failed: 1 }, oldest_waiting_at: null });
  await answer({ ms: 10 });
  await db.updateTable('documents').set({ status: 'queued' }).where('status', '=', 'failed').execute();
  await sql`delete from pgboss.job where name = 'dead-letters'`.execute(db);
  await db.deleteFrom('ledger').where('model', '=', 'mystery').execute();
  expect(await kinds()).toEqual([]);
  expect((await look()).ingest.oldest_waiting_at).not.toBeNull();
  await db
    .updateTable('processes')
    .set({ roles: ['api'] })
    .execute();
  expect(await kinds()).toEqual(['no_workers']);
});

test('the first steps are there until they are done or the list is closed; what the demo app brings does not count', async () => {
  const call = adminCall(docent.ctx);
  const done = async () => {
    const { steps } = await getFirstSteps(call);
    return steps.filter(({ done }) => done).map(({ name }) => name);
  };
  expect((await getFirstSteps(call)).app_id).toBe(demo);
  expect(await done()).toEqual(['question', 'key']);
  await docent.api('/documents', { json: { name: 'rules.md', text: 'Be on time.' } });
  await noteFirstStep(call, { step: 'master_key' });
  expect(await done()).toEqual(['document', 'question', 'key', 'master_key']);
  await noteFirstStep(call, { step: 'close' });
  expect(await getFirstSteps(call)).toEqual({ steps: [], app_id: null });
});
