import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fileFolder, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey, type TestKey } from '../../../test/keys.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { aggregateLedger } from '../../../shared/billing/ledger/aggregate.ts';
import { applyRetention } from '../../../worker/privacy/apply-retention.ts';
import { scheduleRetention } from '../../../worker/privacy/schedule-retention.ts';
import type { Worker } from '../../../worker/worker.ts';
import { createCaller } from '../../transport/trpc/router.ts';

let docent: Docent;
let app: TestKey;
let headers: Record<string, string>;
beforeAll(async () => {
  docent = await startDocent();
});
afterAll(() => docent.close());

const admin = { adminId: newId('adm'), email: 'admin@example.com', role: 'admin' as const };
const api = () =>
  createCaller({ service: docent.ctx, admin, requestId: 'req_1', signal: new AbortController().signal })
    .privacy;
const there = () => ({ app_id: app.appId });
const send = async (path: string, json?: unknown, method?: string) => {
  const response = await docent.api(path, { json, headers, ...(method && { method }) });
  return { status: response.status, ...(await response.json()) };
};
const runNow = (signal = new AbortController().signal) =>
  applyRetention(docent.ctx as Worker, { payload: there(), signal, last: true });
const KEEP = { conversation_days: null, document_days: null, ledger_days: null };

/** Makes it look as if so many days had passed since. */
const age = async (table: 'sessions' | 'documents', id: string, days: number) => {
  const [key, moment] = table === 'sessions' ? ['session_id', 'last_at'] : ['document_id', 'created_at'];
  await sql`update ${sql.table(table)} set ${sql.ref(moment)} = now() - make_interval(days => ${days}::integer)
    where app_id = ${app.appId} and ${sql.ref(key)} = ${id}`.execute(docent.ctx.db);
};

let old: { session_id: string; document_id: string };
let young: { session_id: string; document_id: string };
beforeEach(async () => {
  app = await newAppWithKey(docent);
  headers = bearer(app.secret);
  const upload = async (text: string) =>
    (await send('/documents', { name: 'a.txt', text })).documents[0].document_id;
  const documents = [await upload('The old word is marzipan.'), await upload('The new word is nougat.')];
  await until('the documents', async () => (await send('/documents?status=ready')).documents.length === 2);
  const ask = async (message: string) => (await send('/chat', { message })).session_id;
  [old, young] = [
    { session_id: await ask('What is the old word?'), document_id: documents[0] },
    { session_id: await ask('What is the new word?'), document_id: documents[1] },
  ];
  await age('sessions', old.session_id, 40);
  await age('documents', old.document_id, 40);
});

test('the nightly run removes what the preview showed, from every store, and nothing else', async () => {
  const before = await api().retention(there());
  expect(before).toMatchObject({ policy: KEEP, hold: null, preview: { due: [] }, runs: [] });
  await api().setRetention({ ...there(), ...KEEP, conversation_days: 30, document_days: 30 });
  const { preview } = await api().retention(there());
  expect(preview.due).toMatchObject([
    { kind: 'sessions', count: 1 },
    { kind: 'documents', count: 1 },
  ]);
  expect(preview.due[0]!.oldest).toBe(preview.due[0]!.newest);
  expect(Date.now() - Date.parse(preview.due[0]!.oldest!)).toBeGreaterThan(39 * 86_400_000);
  expect(Date.parse(preview.at) - Date.now()).toBeLessThanOrEqual(86_400_000);

  const files = () => readdirSync(join(fileFolder(docent.ctx.config), app.appId)).length;
  const filesBefore = files();
  await scheduleRetention(docent.ctx as Worker, {
    payload: {},
    signal: new AbortController().signal,
    last: true,
  });
  await until('the run', async () => (await api().retention(there())).runs[0]?.outcome === 'done');
  const { runs, preview: next } = await api().retention(there());
  expect(runs).toMatchObject([{ outcome: 'done', sessions: 1, documents: 1, ledger_rows: 0 }]);
  expect(next.due.map(({ count }) => count)).toEqual([0, 0]);
  expect((await send(`/sessions/${old.session_id}`)).status).toBe(404);
  expect((await send(`/documents/${old.document_id}`)).status).toBe(404);
  expect((await send(`/sessions/${young.session_id}`)).session.messages).toHaveLength(2);
  expect((await send(`/documents/${young.document_id}`)).document.status).toBe('ready');
  expect(JSON.stringify((await send('/search', { query: 'What is the old word?' })).results)).not.toContain(
    'marzipan',
  );
  await until('the bytes to go', () => files() === filesBefore - 2);
});

test('a document uploaded now can be due tonight, and the preview shows it', async () => {
  await age('documents', young.document_id, 30);
  const { db } = docent.ctx;
  const { rows } = await sql<{ document_id: string; created_at: string }>`
    select document_id, created_at::text from documents where app_id = ${app.appId}`.execute(db);
  for (const { document_id, created_at } of rows)
    await sql`update documents set created_at = ${created_at}::timestamptz + interval '1 minute'
      where app_id = ${app.appId} and document_id = ${document_id}`.execute(db);
  await api().setRetention({ ...there(), ...KEEP, document_days: 30 });
  expect((await api().retention(there())).preview.due).toMatchObject([{ kind: 'documents', count: 2 }]);
  await runNow();
  expect((await api().retention(there())).runs[0]).toMatchObject({ documents: 1 });
});

test('of the ledger only what it was spent on is forgotten: sums, keys and costs stay', async () => {
  const { db } = docent.ctx;
  await sql`update ledger set day = day - 100, opened_at = now() - interval '100 days'
    where app_id = ${app.appId} and usage_id in (
      select usage_id from ledger where app_id = ${app.appId} and (message_id is not null or document_id is not null)
      order by usage_id limit 2)`.execute(db);
  await aggregateLedger(db, new AbortController().signal, { appId: app.appId });
  const sums = async () => {
    const { usage, by_model } = await send('/usage?start_date=2020-01-01&end_date=2035-12-31&group_by=model');
    return { usage, by_model };
  };
  const rows = () =>
    db.selectFrom('ledger').selectAll().where('app_id', '=', app.appId).orderBy('usage_id').execute();
  const [totals, before] = [await sums(), await rows()];
  const named = (all: typeof before) =>
    all.filter(({ message_id, document_id }) => message_id || document_id);
  await api().setRetention({ ...there(), ...KEEP, ledger_days: 90 });
  expect((await api().retention(there())).preview.due).toMatchObject([{ kind: 'ledger_rows', count: 2 }]);
  await runNow();
  const after = await rows();
  expect(named(after)).toHaveLength(named(before).length - 2);
  const rest = (all: typeof after) => all.map(({ message_id: _m, document_id: _d, ...row }) => row);
  expect(rest(after)).toEqual(rest(before));
  expect(await sums()).toEqual(totals);
});

test('under a legal hold nothing is removed, by the night or by an erasure, until it is lifted', async () => {
  await api().setRetention({ ...there(), ...KEEP, conversation_days: 30 });
  await api().setHold({ ...there(), held: true, reason: 'Case 12/26' });
  expect((await api().retention(there())).hold).toMatchObject({ reason: 'Case 12/26' });
  await runNow();
  expect((await api().retention(there())).runs).toMatchObject([{ outcome: 'held', sessions: 0 }]);
  const refused = [
    await send('/erasures', { session_id: old.session_id }),
    await send('/erasures', { document_id: old.document_id }),
    await send('/erasures', { end_user_id: 'somebody' }),
    await send(`/sessions/${old.session_id}`, undefined, 'DELETE'),
    await send(`/documents/${old.document_id}`, undefined, 'DELETE'),
  ];
  for (const { status, error } of refused) expect([status, error.code]).toEqual([409, 'legal_hold']);
  expect((await send(`/sessions/${old.session_id}`)).status).toBe(200);
  await api().setHold({ ...there(), held: false });
  await runNow();
  expect((await api().retention(there())).runs[0]).toMatchObject({ outcome: 'done', sessions: 1 });
  expect((await send(`/documents/${old.document_id}`, undefined, 'DELETE')).status).toBe(200);
});

test('a run that is stopped half-way has counted what it removed, and the next one does the rest', async () => {
  const { db } = docent.ctx;
  await sql`insert into sessions (app_id, session_id, last_at)
    select ${app.appId}, 'sess_' || n, now() - interval '50 days' from generate_series(1, 250) n`.execute(db);
  await api().setRetention({ ...there(), ...KEEP, conversation_days: 30 });
  const stop = new AbortController();
  const watched = until('the first batch', async () => {
    const { runs } = await api().retention(there());
    if (runs[0]?.sessions) stop.abort();
    return stop.signal.aborted;
  });
  await runNow(stop.signal).catch(() => {});
  await watched;
  await runNow();
  const { runs } = await api().retention(there());
  expect(runs.reduce((sum, { sessions }) => sum + sessions, 0)).toBe(251);
});

test('days that make no sense are refused', async () => {
  for (const conversation_days of [0, -1, 1.5, 40_000])
    await expect(api().setRetention({ ...there(), ...KEEP, conversation_days })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
});
