// What a conversation costs must not grow with how many others there are. Postgres plans a statement once a connection, by
// statistics that lag behind: a plan that reads all messages of an app while there are few goes on to do so when there are
// many. So the plans are made here while the tables are small, and rows are counted once they are not.
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { citusWorkers } from '../../test/database.ts';
import { startDocent, type Docent } from '../../test/harness.ts';
import { analyseGrown } from '../../shared/platform/analyse-grown.ts';

let docent: Docent;
/** As few sessions of the database as may be, so that the plans that are made here are those that are used. */
const POOL = 2;
const SESSIONS = 2_000;
/** More than Postgres plans a statement anew before it keeps the plan. */
const TIMES = 12;
/** What a whole conversation may read of a table. */
const FEW = 200;

beforeAll(async () => {
  docent = await startDocent({ databasePool: POOL });
  await docent.ctx.db.updateTable('apps').set({ requests_per_minute: 0 }).execute();
});
afterAll(() => docent.close());

async function send(path: string, init?: Parameters<Docent['api']>[1]) {
  const response = await docent.api(path, init);
  const body = await response.text();
  expect(response.status, body).toBeLessThan(300);
  return body ? JSON.parse(body) : undefined;
}

/** @returns the session of two questions, and the last answer */
async function chat() {
  const { session_id } = await send('/chat', { json: { message: 'Who is called first in an outage?' } });
  const { message_id } = await send('/chat', { json: { message: 'Who is called then?', session_id } });
  return { session_id, message_id };
}

async function converse(): Promise<void> {
  const { session_id, message_id } = await chat();
  await send(`/messages/${message_id}/feedback`, { json: { rating: 'up' } });
  await send(`/sessions/${session_id}`);
  await send('/sessions?per_page=10');
  await send(`/sessions/${session_id}`, { method: 'DELETE' });
}

async function addSessions(from: number): Promise<void> {
  const { db } = docent.ctx;
  const numbers = sql`generate_series(${from}::integer, ${from + SESSIONS - 1}::integer) n`;
  await sql`
    insert into sessions (app_id, session_id)
    select app_id, 'sess_' || n from apps cross join ${numbers}`.execute(db);
  await sql`
    insert into messages (app_id, message_id, session_id, role, status, content, completed_at)
    select app_id, 'msg_' || n || role, 'sess_' || n, role, 'complete', '', now()
    from apps cross join ${numbers} cross join unnest(array['user', 'assistant']) role`.execute(db);
  await sql`
    insert into citations (app_id, message_id, index, document_id, chunk_id, span_start, span_end, excerpt)
    select app_id, 'msg_' || n || 'assistant', 1, document_id, 'chk_none', 0, 1, ''
    from (select * from documents limit 1) document cross join ${numbers}`.execute(db);
  await sql`
    insert into ledger (app_id, usage_id, message_id, kind, model, day, input_tokens, output_tokens, status)
    select app_id, 'usg_' || n, 'msg_' || n || 'assistant', 'chat', 'none', current_date, 1, 1, 'settled'
    from apps cross join ${numbers}`.execute(db);
}

/** Rows that were read since the database began, by table. */
async function rowsRead(): Promise<Map<string, number>> {
  const { db } = docent.ctx;
  // Each session counts by itself until it is told not to wait any longer.
  const flush = () => sql`select pg_stat_force_next_flush()`.execute(db);
  await Promise.all(Array.from({ length: POOL }, flush));
  const { rows } = await sql<{ table: string; read: number }>`
    select relname as table, seq_tup_read + idx_tup_fetch as read from pg_stat_user_tables
    where relname in ('messages', 'sessions', 'citations', 'feedback', 'ledger')`.execute(db);
  return new Map(rows.map(({ table, read }) => [table, read]));
}

/** @returns rows that some work reads, by table */
async function rowsReadBy(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await rowsRead();
  await work();
  const after = await rowsRead();
  return Object.fromEntries([...after].map(([table, read]) => [table, read - before.get(table)!]));
}

function expectFew(read: Record<string, number>): void {
  expect(read['messages']).toBeGreaterThan(0);
  expect(Object.entries(read).filter(([, rows]) => rows > FEW)).toEqual([]);
}

// Each machine of Citus counts what it reads by itself.
describe.skipIf(citusWorkers.length > 0)('however many conversations there are', () => {
  test('an answer reads few rows, also while statistics lag behind', async () => {
    for (let times = 0; times < TIMES; times++) await chat();
    await addSessions(0);
    expectFew(await rowsReadBy(chat));
  });

  test('all that is done with one reads few rows', async () => {
    for (let times = 0; times < TIMES; times++) await converse();
    await addSessions(SESSIONS);
    // As Postgres does by itself within a minute.
    await analyseGrown(docent.ctx);
    expectFew(await rowsReadBy(converse));
  });
});
