import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { calendarOf } from '../../../test/ledger.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, demoAppId, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { UNKNOWN } from '../../../test/samples.ts';

let docent: Docent;
let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent(
    {},
    {
      ...modelEnvironment(model),
      EMBEDDING_MODEL: 'text-embedding-3-small',
    },
  );
  await docent.ctx.db
    .updateTable('apps')
    .set({ allowed_models: ['llama-99'] })
    .execute();
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = { pieces: ['The commander ', 'is paged first [1].'] };
});

const QUESTION = 'Who is called first in an outage?';
const bodyOf = async (response: Promise<Response>): Promise<any> => (await response).json();
const ask = (key: TestKey, more: object = {}) =>
  bodyOf(docent.api('/chat', { json: { message: QUESTION, ...more }, headers: bearer(key.secret) }));
const read = (key: TestKey, path: string) => bodyOf(docent.api(path, { headers: bearer(key.secret) }));
const idsOf = (body: any): string[] => body.sessions.map(({ session_id }: any) => session_id);

describe('the list of sessions', () => {
  test('has exactly the shape that is promised, the last used first', async () => {
    const key = await newKey(docent);
    expect(await read(key, '/sessions')).toEqual({
      success: true,
      sessions: [],
      meta: { current_page: 1, per_page: 20, has_more: false },
    });
    const first = await ask(key);
    model.chat = { pieces: ['Hi there! ', 'I read through it all. '.repeat(20)] };
    const second = await ask(key);
    const body = await read(key, '/sessions');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(body).toEqual({
      success: true,
      sessions: [
        {
          session_id: second.session_id,
          last_at: time,
          total_tokens: 908,
          preview: expect.stringMatching(/^Hi there! I read through/),
        },
        {
          session_id: first.session_id,
          last_at: time,
          total_tokens: 908,
          preview: 'The commander is paged first [1].',
        },
      ],
      meta: { current_page: 1, per_page: 20, has_more: false },
    });
    expect(body.sessions[0].preview.length).toBeLessThan(200);
    model.chat = { pieces: ['Again [1].'] };
    await ask(key, { session_id: first.session_id });
    const [latest] = (await read(key, '/sessions')).sessions;
    expect(latest).toMatchObject({ session_id: first.session_id, total_tokens: 1816, preview: 'Again [1].' });
    const row = await docent.ctx.db
      .selectFrom('sessions')
      .selectAll()
      .where('session_id', '=', first.session_id)
      .executeTakeFirstOrThrow();
    expect(row.preview!.toString('latin1')).not.toContain('Again');
  });

  test("is this key's, or all of the app's; of one person on request", async () => {
    const [one, two] = [await newKey(docent), await newKey(docent)];
    const mine = await ask(one, { end_user_id: 'anna' });
    const other = await ask(two, { end_user_id: 'anna' });
    const nobody = await ask(two);
    expect(idsOf(await read(one, '/sessions'))).toEqual([mine.session_id]);
    expect(idsOf(await read(two, '/sessions'))).toEqual([nobody.session_id, other.session_id]);
    for (const all of ['include_all=true', 'include_all=1', 'include_all']) {
      const ids = idsOf(await read(one, `/sessions?${all}&per_page=3`));
      expect(ids).toEqual([nobody.session_id, other.session_id, mine.session_id]);
    }
    expect(idsOf(await read(one, '/sessions?include_all=false'))).toEqual([mine.session_id]);
    expect(idsOf(await read(one, '/sessions?end_user_id=anna'))).toEqual([mine.session_id]);
    expect(idsOf(await read(one, '/sessions?include_all=true&end_user_id=anna'))).toEqual([
      other.session_id,
      mine.session_id,
    ]);
    expect(idsOf(await read(one, '/sessions?include_all=true&end_user_id=ann'))).toEqual([]);
    expect((await read(one, `/sessions/${other.session_id}`)).session.end_user_id).toBe('anna');
  });

  test('is of sessions with a good or a bad answer on request', async () => {
    const [one, two] = [await newKey(docent), await newKey(docent)];
    const rate = ({ message_id }: { message_id: string }, rating: string) =>
      docent.api(`/messages/${message_id}/feedback`, { json: { rating }, headers: bearer(one.secret) });
    const both = await ask(one);
    await rate(both, 'down');
    await rate(await ask(one, { session_id: both.session_id }), 'up');
    const praised = await ask(one, { end_user_id: 'bert' });
    await rate(praised, 'up');
    await ask(one);
    const ofOther = await ask(two, { end_user_id: 'bert' });
    await rate(ofOther, 'down');
    const list = async (query: string) => idsOf(await read(one, `/sessions?${query}`));
    expect(await list('feedback=down')).toEqual([both.session_id]);
    expect(await list('feedback=up')).toEqual([praised.session_id, both.session_id]);
    expect(await list('feedback=up&per_page=1&page=2')).toEqual([both.session_id]);
    expect(await list('feedback=up&end_user_id=bert')).toEqual([praised.session_id]);
    expect(await list('feedback=down&include_all=true&end_user_id=bert')).toEqual([ofOther.session_id]);
    await rate(both, 'up');
    expect(await list('feedback=down')).toEqual([]);
  });

  test('refuses a rating that there is not, and says which there are', async () => {
    const { secret } = await newKey(docent);
    for (const rating of ['bad', 'DOWN', '']) {
      const response = await docent.api(`/sessions?feedback=${rating}`, { headers: bearer(secret) });
      expect(response.status).toBe(400);
      expect((await response.json()).error).toMatchObject({
        code: 'invalid_request',
        message: expect.stringMatching(/feedback.*up.*down/),
      });
    }
  });

  test('comes in pages without gaps or repetition, also where sessions are of one moment', async () => {
    const key = await newKey(docent);
    const ids = Array.from({ length: 7 }, () => newId('sess'));
    const moment = new Date('2026-02-01T12:00:00Z');
    const values = ids.map((session_id) => ({
      app_id: key.appId,
      session_id,
      key_id: key.keyId,
      last_at: moment,
    }));
    await docent.ctx.db.insertInto('sessions').values(values).execute();
    const seen: string[] = [];
    for (let page = 1; page <= 4; page++) {
      const body = await read(key, `/sessions?page=${page}&per_page=2`);
      expect(body.meta).toEqual({ current_page: page, per_page: 2, has_more: page < 4 });
      seen.push(...idsOf(body));
    }
    expect(seen).toEqual(ids.toReversed());
    expect((await read(key, '/sessions?page=2&per_page=7')).meta.has_more).toBe(false);
    expect((await read(key, '/sessions?per_page=7')).sessions[0]).toEqual({
      session_id: ids.at(-1),
      last_at: '2026-02-01T12:00:00.000Z',
      total_tokens: 0,
      preview: '',
    });
  });
});

describe('one session', () => {
  test('has all its messages in order, with citations and usage', async () => {
    const key = await newKey(docent);
    const first = await ask(key);
    model.chat = {
      pieces: (messages) => [messages[0]!.content.startsWith('Rewrite') ? QUESTION : 'The deputy [1].'],
    };
    const second = await ask(key, { session_id: first.session_id, message: 'and then?' });
    const { success, session } = await read(key, `/sessions/${first.session_id}`);
    expect(success).toBe(true);
    expect(Object.keys(session).sort()).toEqual([
      'cost',
      'created_at',
      'end_user_id',
      'key_id',
      'last_at',
      'message_count',
      'messages',
      'session_id',
      'total_tokens',
      'unpriced_answers',
    ]);
    const mine = (content: string) => ({
      role: 'user',
      status: 'complete',
      content,
      error_code: null,
      time_to_first_token_ms: null,
      feedback: null,
      citations: [],
      model: null,
      finish_reason: null,
      usage: null,
    });
    const answered = ({ message_id, content, citations, usage }: any) => ({
      message_id,
      role: 'assistant',
      status: 'complete',
      content,
      citations,
      model: 'gpt-4o-mini',
      finish_reason: 'stop',
      usage,
    });
    expect(session.messages).toMatchObject([
      mine(QUESTION),
      answered(first),
      mine('and then?'),
      answered(second),
    ]);
    expect(first.citations.length).toBeGreaterThan(0);
  });

  test('shows the usage of a refusal as the answer did: nothing', async () => {
    const key = await newKey(docent);
    const answer = await ask(key, { message: 'Welche Zugspitzbahn fährt nach Ulaanbaatar?' });
    expect(answer.finish_reason).toBe('no_context');
    const { session } = await read(key, `/sessions/${answer.session_id}`);
    expect(session.messages[1]).toMatchObject({ finish_reason: 'no_context', content: answer.content });
    expect(session.messages[1].usage).toEqual(answer.usage);
    expect(answer.usage).toEqual({ input_tokens: 0, output_tokens: 0, total_tokens: 0, cost: 0 });
  });

  test('that is unknown is 404', async () => {
    expect((await read(await newKey(docent), `/sessions/${UNKNOWN.session_id}`)).error.code).toBe(
      'session_not_found',
    );
  });
});

type Call = {
  at: string;
  model?: string;
  keyId?: string | null;
  input?: number;
  output?: number;
  cost?: string | null;
  status?: 'open' | 'settled';
};

async function write({ appId, keyId }: TestKey, calls: Call[]) {
  const dayOf = await calendarOf(docent.ctx.db, appId);
  const rows = calls.map((call) => ({
    app_id: appId,
    usage_id: newId('use'),
    key_id: call.keyId === undefined ? keyId : call.keyId,
    kind: 'chat' as const,
    model: call.model ?? 'gpt-4o-mini',
    status: call.status ?? ('settled' as const),
    input_tokens: call.input ?? 10,
    output_tokens: call.output ?? 1,
    cost: call.cost === undefined ? '0.000001' : call.cost,
    correction_of: call.cost?.startsWith('-') ? 'use_corrected' : null,
    unpriced_tokens: call.cost === null ? (call.input ?? 10) + (call.output ?? 1) : 0,
    day: dayOf(new Date(call.at)),
    opened_at: new Date(call.at),
  }));
  await docent.ctx.db.insertInto('ledger').values(rows).execute();
}
const setZone = (zone: string) => docent.ctx.db.updateTable('workspaces').set({ time_zone: zone }).execute();

describe('usage', () => {
  test('adds up to the ledger, to the last token and cent, however it is grouped', async () => {
    const key: TestKey = await newKey(docent);
    await ask(key);
    await ask(key, { model: 'llama-99' });
    await docent.api('/search', { json: { query: QUESTION }, headers: bearer(key.secret) });
    const { rows } = await sql<{
      requests: number;
      input: number;
      output: number;
      cost: string;
      unpriced: number;
      open: number;
    }>`
      select count(*) as requests, sum(input_tokens)::bigint as input, sum(output_tokens)::bigint as output, sum(cost) as cost,
        coalesce(sum(input_tokens + output_tokens) filter (where cost is null), 0)::bigint as unpriced,
        count(*) filter (where status = 'open') as open
      from ledger where app_id = ${await demoAppId(docent)}`.execute(docent.ctx.db);
    const { requests, input, output, cost, unpriced, open } = rows[0]!;
    expect(open).toBe(0);
    expect(unpriced).toBe(908);
    for (const group of ['model', 'day', 'key']) {
      const body = await read(key, `/usage?group_by=${group}`);
      expect(Object.keys(body).sort()).toEqual([`by_${group}`, 'success', 'usage']);
      expect(body.usage).toEqual({
        total_requests: requests,
        total_input_tokens: input,
        total_output_tokens: output,
        total_tokens: input + output,
        total_cost: Number(cost),
        unpriced_tokens: unpriced,
      });
      const parts: any[] = body[`by_${group}`];
      const sum = (name: string) => parts.reduce((total, part) => total + (part[name] ?? 0), 0);
      expect([
        sum('requests'),
        sum('input_tokens'),
        sum('output_tokens'),
        sum('total_tokens'),
        sum('unpriced_tokens'),
      ]).toEqual([requests, input, output, input + output, unpriced]);
      expect(sum('cost')).toBeCloseTo(Number(cost), 12);
    }
    const { by_model } = await read(key, '/usage');
    expect(by_model.map(({ model }: any) => model).sort()).toEqual([
      'gpt-4o-mini',
      'llama-99',
      'text-embedding-3-small',
    ]);
    expect(by_model.find((row: any) => row.model === 'llama-99')).toEqual({
      model: 'llama-99',
      requests: 1,
      input_tokens: 812,
      output_tokens: 96,
      total_tokens: 908,
      cost: null,
      unpriced_tokens: 908,
    });
    const { by_key } = await read(key, '/usage?group_by=key');
    expect(by_key.find((row: any) => row.key_id === key.keyId).requests).toBeGreaterThanOrEqual(5);
    // Embedding the documents was no key's doing.
    expect(by_key.find((row: any) => row.key_id === null).requests).toBeGreaterThan(0);
  });

  // Midnights of the zone, in UTC: an ordinary day, one of 23 hours, one of 25, and a zone east of Greenwich.
  test.each([
    ['UTC', '2026-01-10', '2026-01-12', '2026-01-10T00:00:00Z', '2026-01-13T00:00:00Z'],
    ['America/New_York', '2026-03-08', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['America/New_York', '2026-11-01', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['Pacific/Auckland', '2026-06-01', '2026-06-02', '2026-05-31T12:00:00Z', '2026-06-02T12:00:00Z'],
    ['Asia/Kathmandu', '2026-06-01', '2026-06-01', '2026-05-31T18:15:00Z', '2026-06-01T18:15:00Z'],
  ])('in %s counts days from %s to %s, both included', async (zone, start, end, from, to) => {
    await setZone(zone);
    try {
      const key = await newAppWithKey(docent);
      const before = (moment: string) => new Date(Date.parse(moment) - 1).toISOString();
      await write(key, [
        { at: before(from), input: 1_000 },
        { at: from, input: 1, output: 0 },
        { at: before(to), input: 2, output: 0 },
        { at: to, input: 1_000 },
      ]);
      const body = await read(key, `/usage?start_date=${start}&end_date=${end}&group_by=day`);
      expect(body.usage).toMatchObject({
        total_requests: 2,
        total_input_tokens: 3,
        total_output_tokens: 0,
        total_tokens: 3,
        total_cost: 0.000002,
      });
      const days = start === end ? [start] : [start, end];
      expect(body.by_day.map(({ day }: any) => day)).toEqual(days);
      const all = await read(key, '/usage?start_date=2025-01-01&end_date=2027-01-01&group_by=day');
      expect(all.usage.total_requests).toBe(4);
      expect(all.by_day.map(({ day }: any) => day)).toEqual(all.by_day.map(({ day }: any) => day).toSorted());
      expect(all.by_day.map(({ requests }: any) => requests)).toEqual(
        start === end ? [1, 2, 1] : [1, 1, 1, 1],
      );
    } finally {
      await setZone('UTC');
    }
  });

  test('without dates is that of today and the thirty days before it', async () => {
    const key = await newAppWithKey(docent);
    const { rows } = await sql<{
      today: string;
    }>`select (now() at time zone 'UTC')::date::text as today`.execute(docent.ctx.db);
    const day = (back: number) => new Date(Date.parse(rows[0]!.today) - back * 86_400_000).toISOString();
    await write(key, [
      { at: day(0) },
      { at: day(30) },
      { at: new Date(Date.parse(day(30)) - 1).toISOString() },
    ]);
    expect((await read(key, '/usage')).usage.total_requests).toBe(2);
    const end = day(1).slice(0, 10);
    expect((await read(key, `/usage?end_date=${end}`)).usage.total_requests).toBe(2);
    expect((await read(key, `/usage?start_date=${day(0).slice(0, 10)}`)).usage.total_requests).toBe(1);
  });

  test('of a range without calls is zero in all', async () => {
    const key = await newAppWithKey(docent);
    const zero = {
      total_requests: 0,
      total_input_tokens: 0,
      total_output_tokens: 0,
      total_tokens: 0,
      total_cost: 0,
    };
    for (const group of ['model', 'day', 'key'])
      expect(await read(key, `/usage?start_date=0001-01-01&end_date=9999-12-31&group_by=${group}`)).toEqual({
        success: true,
        usage: zero,
        [`by_${group}`]: [],
      });
    expect((await read(key, '/usage?start_date=2999-01-01')).usage).toEqual(zero);
  });

  test('is a CSV file on request, exact to the last digit and without formulas', async () => {
    const key = await newAppWithKey(docent);
    await write(key, [
      { at: '2026-01-05T10:00:00Z', model: '=HYPERLINK("http://evil")', cost: '0.10000000000001' },
      { at: '2026-01-05T10:00:00Z', model: 'unknown, "quoted"', cost: null },
      { at: '2026-01-05T10:00:00Z', model: 'zz-corrected', cost: '-0.25', input: 0, output: 0 },
    ]);
    const path = '/usage?start_date=2026-01-01&end_date=2026-01-31';
    const byFormat = await docent.api(`${path}&format=csv`, { headers: bearer(key.secret) });
    const byHeader = await docent.api(path, { headers: { ...bearer(key.secret), accept: 'text/csv' } });
    expect(byFormat.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(byFormat.headers.get('content-disposition')).toBe('attachment; filename=usage-by-model.csv');
    const text = await byFormat.text();
    expect(await byHeader.text()).toBe(text);
    expect(text.split('\r\n')).toEqual([
      'model,requests,input_tokens,cached_input_tokens,output_tokens,reasoning_tokens,total_tokens,unpriced_tokens,cost_usd',
      `"'=HYPERLINK(""http://evil"")",1,10,0,1,0,11,0,0.10000000000001`,
      '"unknown, ""quoted""",1,10,0,1,0,11,11,',
      'zz-corrected,0,0,0,0,0,0,0,-0.25',
      '',
    ]);
  });

  test('counts settled calls only, and never takes an unknown price for nothing', async () => {
    const key = await newAppWithKey(docent);
    await write(key, [
      {
        at: '2026-01-05T10:00:00Z',
        model: 'priced',
        cost: '0.10000000000001',
        input: 2_000_000_000,
        output: 5,
      },
      {
        at: '2026-01-05T11:00:00Z',
        model: 'priced',
        cost: '0.2',
        input: 2_000_000_000,
        output: 5,
        keyId: null,
      },
      { at: '2026-01-05T12:00:00Z', model: 'priced', status: 'open', input: 77 },
      { at: '2026-01-06T12:00:00Z', model: 'unknown', cost: null, input: 7, output: 3 },
    ]);
    const january = 'start_date=2026-01-01&end_date=2026-01-31';
    const { usage, by_model } = await read(key, `/usage?${january}`);
    expect(usage).toEqual({
      total_requests: 3,
      total_input_tokens: 4_000_000_007,
      total_output_tokens: 13,
      total_tokens: 4_000_000_020,
      total_cost: 0.30000000000001,
      unpriced_tokens: 10,
    });
    expect(by_model).toEqual([
      {
        model: 'priced',
        requests: 2,
        input_tokens: 4_000_000_000,
        output_tokens: 10,
        total_tokens: 4_000_000_010,
        cost: 0.30000000000001,
      },
      {
        model: 'unknown',
        requests: 1,
        input_tokens: 7,
        output_tokens: 3,
        total_tokens: 10,
        cost: null,
        unpriced_tokens: 10,
      },
    ]);
    const { by_day } = await read(key, `/usage?${january}&group_by=day`);
    expect(by_day.map(({ day, cost, unpriced_tokens }: any) => [day, cost, unpriced_tokens])).toEqual([
      ['2026-01-05', 0.30000000000001, undefined],
      ['2026-01-06', null, 10],
    ]);
    expect((await read(key, '/usage?start_date=2026-01-06&end_date=2026-01-06')).usage).toMatchObject({
      total_cost: null,
      unpriced_tokens: 10,
    });
    const { by_key } = await read(key, `/usage?${january}&group_by=key`);
    expect(by_key.map(({ key_id, requests }: any) => [key_id, requests])).toEqual([
      [key.keyId, 2],
      [null, 1],
    ]);
  });
});
