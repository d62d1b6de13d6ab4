import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { newAppWithKey } from '../../../test/keys.ts';
import { findApp } from '../../../shared/tenancy/app.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { sealContent } from '../../../shared/chat/sealed-message.ts';
import { createCaller } from '../../transport/trpc/router.ts';

let docent: Docent;
beforeAll(async () => {
  docent = await startDocent();
});
afterAll(() => docent.close());

const list = (app_id: string, input: object = {}) =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  }).conversations.list({ app_id, ...input });

/** An app with sessions, one a minute back from now, all written in the same microsecond per minute. */
async function newAppWithSessions(count: number): Promise<string> {
  const { appId } = await newAppWithKey(docent);
  await sql`
    insert into sessions (app_id, session_id, end_user_id, last_at)
    select ${appId}, 'sess_' || lpad(n::text, 8, '0'), 'user-' || (n % 50),
      date_trunc('minute', now()) - (n / 2) * interval '1 minute' + interval '123 microseconds'
    from generate_series(0, ${count}::integer - 1) n`.execute(docent.ctx.db);
  return appId;
}

async function say(appId: string, sessionId: string, question: string, answer: object = {}): Promise<void> {
  const app = (await findApp(docent.ctx, appId))!;
  for (const role of ['user', 'assistant'] as const) {
    const message_id = newId('msg');
    await docent.ctx.db
      .insertInto('messages')
      .values({
        app_id: appId,
        message_id,
        session_id: sessionId,
        role,
        status: 'complete',
        content: sealContent(app, message_id, role === 'user' ? question : 'An answer.'),
        ...(role === 'assistant' && { finish_reason: 'stop', cost: '0.25', ...answer }),
      })
      .execute();
  }
}

test('pages follow each other without a gap or a repetition, also where moments are the same', async () => {
  const appId = await newAppWithSessions(57);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list(appId, { per_page: 10, cursor });
    seen.push(...page.conversations.map(({ session_id }) => session_id));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(seen).toHaveLength(57);
  expect(new Set(seen).size).toBe(57);
  await expect(list(appId, { cursor: 'nonsense' })).rejects.toMatchObject({
    cause: { code: 'invalid_request' },
  });
});

test('conversations are filtered by person, day, answer and feedback', async () => {
  const appId = await newAppWithSessions(20);
  await say(appId, 'sess_00000003', 'Found nothing?', { finish_reason: 'no_context' });
  await say(appId, 'sess_00000004', 'Failed?', { status: 'failed', finish_reason: null });
  const ids = async (input: object) =>
    (await list(appId, input)).conversations.map(({ session_id }) => session_id);
  expect(await ids({ end_user_id: 'user-7' })).toEqual(['sess_00000007']);
  expect(await ids({ outcome: 'no_context' })).toEqual(['sess_00000003']);
  expect(await ids({ outcome: 'failed' })).toEqual(['sess_00000004']);
  expect(await ids({ outcome: 'aborted' })).toEqual([]);
  expect(await ids({ key_id: 'panel', per_page: 100 })).toHaveLength(20);
  expect(await ids({ from: '2100-01-01' })).toEqual([]);
  expect(await ids({ to: '2020-01-01' })).toEqual([]);
  const { conversations } = await list(appId, { words: 'sess_00000003' });
  expect(conversations).toMatchObject([
    { question: 'Found nothing?', messages: 2, cost: 0.25, outcomes: ['no_context'], up: 0, down: 0 },
  ]);
});

test('words are looked for in what was said, part by part, until the end', async () => {
  const appId = await newAppWithSessions(2_300);
  await say(appId, 'sess_00000005', 'Where is the Marzipan kept?');
  await say(appId, 'sess_00002290', 'More marzipan, please');
  const first = await list(appId, { words: 'marzipan' });
  expect(first.conversations.map(({ session_id }) => session_id)).toEqual(['sess_00000005']);
  expect(first.looked_through).toMatchObject({ sessions: 1_000 });
  const second = await list(appId, { words: 'marzipan', cursor: first.next });
  const third = await list(appId, { words: 'marzipan', cursor: second.next });
  expect(second.conversations).toEqual([]);
  expect(third.conversations.map(({ session_id }) => session_id)).toEqual(['sess_00002290']);
  expect([third.next, third.looked_through!.sessions]).toEqual([null, 300]);
});

test('a page deep among 50,000 sessions is read from its place on', async () => {
  const appId = await newAppWithSessions(50_000);
  await sql`analyze sessions`.execute(docent.ctx.db);
  const all = await sql<{ moment: string; session_id: string }>`
    select last_at::text as moment, session_id from sessions where app_id = ${appId}
    order by last_at, session_id offset 1000 limit 1`.execute(docent.ctx.db);
  const { moment, session_id } = all.rows[0]!;
  const { conversations } = await list(appId, { cursor: `${moment}|${session_id}`, per_page: 25 });
  expect(conversations).toHaveLength(25);
  for (const narrower of [sql`true`, sql`end_user_id = 'user-7'`, sql`key_id is null`]) {
    const { rows } = await sql<Record<string, any>>`
      explain (analyze, format json) select session_id from sessions
      where app_id = ${appId} and (last_at, session_id) < (${moment}::timestamptz, ${session_id}) and ${narrower}
      order by last_at desc, session_id desc limit 26`.execute(docent.ctx.db);
    const plan = JSON.stringify(Object.values(rows[0]!)[0]);
    expect(plan).not.toContain('"Sort"');
    expect(plan).not.toContain('Seq Scan');
    const read = [...plan.matchAll(/"Actual Rows":\s*(\d+)|"Rows Removed by Filter":\s*(\d+)/g)];
    expect(
      read.reduce((sum, [, rows = 0, removed = 0]) => sum + Number(rows) + Number(removed), 0),
    ).toBeLessThan(2_000);
  }
});

test('questions, answers and feedback are exported by filter, page by page, without formulas', async () => {
  const { appId, secret } = await newAppWithKey(docent);
  await sql`insert into sessions (app_id, session_id, end_user_id) values (${appId}, 'sess_export', 'kim')`.execute(
    docent.ctx.db,
  );
  // More than a page.
  for (let n = 0; n < 101; n++) await say(appId, 'sess_export', `Question ${n}`);
  await say(appId, 'sess_export', '=HYPERLINK("x")', { finish_reason: 'no_context' });
  const { message_id } = await docent.ctx.db
    .selectFrom('messages')
    .select('message_id')
    .where('app_id', '=', appId)
    .where('finish_reason', '=', 'no_context')
    .executeTakeFirstOrThrow();
  const headers = { authorization: `Bearer ${secret}` };
  const comment = 'Not this, "please";\nnor that';
  await docent.api(`/messages/${message_id}/feedback`, { json: { rating: 'down', comment }, headers });
  const download = async (query: string) => {
    const response = await docent.api(`/conversation-export${query}`, { headers });
    return { type: response.headers.get('content-type')!, text: await response.text() };
  };
  const all = await download('');
  expect(all.type).toContain('application/x-ndjson');
  const lines = all.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ question }) => question)).toEqual([
    ...Array.from({ length: 101 }, (_, n) => `Question ${n}`),
    '=HYPERLINK("x")',
  ]);
  expect(lines[0]).toMatchObject({
    answer: 'An answer.',
    cost_usd: '0.25',
    end_user_id: 'kim',
    rating: null,
  });

  const rated = await download('?format=csv&rating=down');
  expect(rated.type).toContain('text/csv');
  const [header, row] = rated.text.split('\r\n');
  expect(header).toMatch(/^asked_at,question,answer,rating,comment,/);
  expect(row).toContain(`"'=HYPERLINK(""x"")",An answer.,down,"Not this, ""please"";\nnor that",`);
  // A header alone where nothing matches; further pages have none.
  expect((await download('?format=csv&rating=up')).text).toBe(`${header}\r\n`);
  expect((await download('?format=csv')).text.split('\r\n').filter((line) => line === header)).toHaveLength(
    1,
  );
  const count = async (query: string) => (await download(query)).text.split('\n').length - 1;
  expect(await count('?outcome=no_context')).toBe(1);
  expect(await count('?to=2020-01-01')).toBe(0);
  expect(await count('?from=2020-01-01&end_user_id=kim')).toBe(102);
  expect(await count('?review=fixed')).toBe(0);
  const wrong = await docent.api('/conversation-export?format=xml', { headers });
  expect(wrong.status).toBe(400);
});
