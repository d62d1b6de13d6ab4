// A database that takes no changes while answers run, on both databases.
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCaller } from '../transport/trpc/router.ts';
import { newId } from '../../shared/platform/ids.ts';
import { settleAbandoned } from '../../worker/operations/settle-abandoned.ts';
import { readEvents } from '../../test/events.ts';
import { startDocent, type Docent } from '../../test/harness.ts';
import { demoAppId } from '../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import { setReadOnly } from '../../test/read-only.ts';
import { until } from '../../test/until.ts';

let docent: Docent;
let model: ModelServer;
let appId: string;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  appId = await demoAppId(docent);
  // A budget has no room for a model without a price.
  await docent.ctx.db
    .insertInto('prices')
    .values({
      model: 'test-embedding',
      effective_from: '2020-01-01Z',
      input_per_million: '1',
      cached_input_per_million: '1',
      output_per_million: '0',
    })
    .execute();
  const owner = createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
  await owner.budgets.set({ app_id: appId, cap: '5' });
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => void (model.chat = {}));

const QUESTION = 'Who is called first in an outage?';
const answers = () =>
  docent.ctx.db.selectFrom('messages').selectAll().where('role', '=', 'assistant').execute();
const open = () => docent.ctx.db.selectFrom('ledger').selectAll().where('status', '=', 'open').execute();
const reserved = async () =>
  Number((await docent.ctx.db.selectFrom('budget_months').select('reserved').executeTakeFirst())?.reserved);

test('an answer that ends meanwhile is saved and billed as soon as the database takes it', async () => {
  model.chat = { pieces: Array.from({ length: 10 }, () => 'word '), tokenMs: 20 };
  const response = await docent.api('/chat', { json: { message: QUESTION, stream: true } });
  let gone: Promise<void> | undefined;
  const { events, text } = await readEvents(response, (seen) => {
    if (seen.length >= 2) gone ??= setReadOnly(docent, true);
    return false;
  });
  await gone;
  expect(text).toBe('word '.repeat(10));
  expect(events.at(-1)).toMatchObject({ event: 'error', data: { code: 'database_unavailable' } });
  // Nobody can ask meanwhile, and what was refused leaves nothing behind.
  const refused = await until('the connections to be back', async () => {
    const tried = await docent.api('/chat', { json: { message: QUESTION } });
    return tried.status === 503 && tried;
  });
  expect((await refused.json()).error.code).toBe('database_unavailable');
  await setReadOnly(docent, false);
  const [answer] = await until('the answer to be settled', async () => {
    const all = await answers().catch(() => []);
    return all.length === 1 && all[0]!.status !== 'streaming' && all;
  });
  expect(answer).toMatchObject({ status: 'complete', output_tokens: 96 });
  expect(await open()).toEqual([]);
  expect(await reserved()).toBe(0);
});

test('what a living process no longer has in hand is settled by the next run, and nothing else', async () => {
  const lost = newId('msg');
  const { processId, db, heartbeat } = docent.ctx;
  const { session_id } = await db.selectFrom('sessions').select('session_id').executeTakeFirstOrThrow();
  const begin = async (message_id: string, process_id: string, begun: string) => {
    await db
      .insertInto('messages')
      .values({
        app_id: appId,
        message_id,
        session_id,
        role: 'assistant',
        status: 'streaming',
        content: Buffer.alloc(0),
        process_id,
        created_at: sql<Date>`now() - ${begun}::interval`,
      })
      .execute();
    await db
      .insertInto('ledger')
      .values({
        app_id: appId,
        usage_id: newId('use'),
        message_id,
        kind: 'chat',
        model: 'gpt-4o-mini',
        day: sql<string>`current_date`,
        input_tokens: 100,
        process_id,
        opened_at: sql<Date>`now() - ${begun}::interval`,
      })
      .execute();
  };
  const stateOf = async (message_id: string) => {
    const rows = await db
      .selectFrom('messages')
      .innerJoin('ledger', (join) =>
        join
          .onRef('ledger.app_id', '=', 'messages.app_id')
          .onRef('ledger.message_id', '=', 'messages.message_id'),
      )
      .select(['messages.status', 'ledger.status as call'])
      .where('messages.message_id', '=', message_id)
      .execute();
    return [rows[0]!.status, rows[0]!.call];
  };
  // A process of an earlier version does not tell what it has in hand; one that just began is given time.
  await db
    .insertInto('processes')
    .values({ process_id: 'proc_earlier', seen_at: sql<Date>`now() + interval '1 hour'` })
    .execute();
  const [ofEarlier, fresh] = [newId('msg'), newId('msg')];
  await begin(lost, processId, '2 minutes');
  await begin(ofEarlier, 'proc_earlier', '2 minutes');
  await begin(fresh, processId, '1 second');
  const run = async () => {
    await heartbeat.beat();
    const worker = { ...docent.ctx, heartbeat: { ...heartbeat, isSteady: () => true } };
    await settleAbandoned(worker as never, { payload: {}, signal: docent.ctx.stopping.signal, last: true });
  };
  await run();
  expect(await stateOf(lost)).toEqual(['failed', 'settled']);
  expect(await stateOf(ofEarlier)).toEqual(['streaming', 'open']);
  expect(await stateOf(fresh)).toEqual(['streaming', 'open']);
});
