// npm run chaos: each of its checks can fail, and a short run of it is green.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareFiles, verifyAudit } from '../bench/chaos/check.ts';
import { compareDiary, newDiary, type Diary, type Seen } from '../bench/chaos/diary.ts';
import { FAULTS, planFaults } from '../bench/chaos/plan.ts';
import { ALWAYS, UNFINISHED } from '../bench/invariants.ts';
import type { Connection } from '../db/connect.ts';
import { DEAD_LETTERS } from '../shared/platform/jobs.ts';
import { cleanEnvironment } from './clean-environment.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from './database.ts';
import { copySeeded } from './seeded.ts';

let database: TestDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await createTestDatabase('seeded');
  connection = await database.connect(2);
  // The worker that seeded it may have stopped before its last job.
  await sql`delete from pgboss.job`.execute(connection.db);
  // Its days are not over.
  await sql`delete from ledger`.execute(connection.db);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const inApp = (table: string, columns: string, values: string) =>
  `insert into ${table} (app_id, ${columns}) select app_id, ${values} from apps limit 1`;
const message = inApp(
  'messages',
  'message_id, session_id, role, status, content',
  "'msg_1', 'sess_none', 'assistant', 'streaming', ''",
);
const ledgerRow = (id: string, status: string, aggregated = false) =>
  inApp(
    'ledger',
    'usage_id, message_id, kind, model, day, status, cost, aggregated',
    `'${id}', 'msg_1', 'chat', 'model', '2026-01-01', '${status}', 1, ${aggregated}`,
  );
const month = (reserved: number, spent: number) =>
  inApp('budget_months', 'key_id, month, reserved, spent', `'', '2026-01-01', ${reserved}, ${spent}`);
const noDocument = 'delete from documents';
const version =
  'app_id, document_id, name, media_type, bytes, content_hash, metadata, chunk_count, original_blob, created_at';
/** What breaks each invariant. */
const spoils: Record<string, string[]> = {
  'answers without an end': [message],
  'ledger rows open': [ledgerRow('use_1', 'open')],
  'documents not ready': ["update documents set status = 'failed'"],
  'new versions not ready': [
    `insert into document_versions (${version}, status) select ${version}, 'queued' from documents limit 1`,
  ],
  'erasures without a receipt': [
    inApp(
      'erasures',
      'erasure_id, workspace_id, kind, subject_salt, subject_hash, requested_by',
      "'era_1', workspace_id, 'session', '', '', ''",
    ),
  ],
  'jobs that wait or run': ["insert into pgboss.job (name, data) values ('read-document', '{}')"],
  'documents whose chunks are not all searchable, once': [
    'delete from vector_index where chunk_id = (select min(chunk_id) from chunks)',
  ],
  'duplicate chunks': [
    `insert into chunks (app_id, document_id, ordinal, chunk_id, text, headings, span_start, span_end, tokens)
      select app_id, document_id, ordinal + 1000, 'twin of ' || chunk_id, text, headings, span_start, span_end, tokens from chunks`,
  ],
  'terms counted wrongly': ['update term_statistics set chunks = chunks + 1'],
  'staged rows left': [
    `insert into staged_chunks (app_id, document_id, ordinal, chunk_id, text, headings, span_start, span_end, tokens, lexical, terms)
      select app_id, document_id, ordinal, chunk_id, text, headings, span_start, span_end, tokens, lexical, terms
      from chunks join lexical_index using (app_id, document_id, chunk_id) limit 1`,
  ],
  'jobs given up': [`insert into pgboss.job (name, data) values ('${DEAD_LETTERS}', '{}')`],
  'chunks, index rows and versions without a document': [noDocument],
  'index rows without a chunk': ['delete from chunks'],
  'messages without a session, citations without a message': [message],
  'files on record of a document that is gone': [noDocument],
  'files in use without a record': ['delete from blobs'],
  'answers with more than one call of the model in the ledger': [
    ledgerRow('use_1', 'settled'),
    ledgerRow('use_2', 'settled'),
  ],
  'money still reserved in budgets': [month(1, 0)],
  'budgets whose spending is not the sum of the ledger': [month(0, 1)],
  'ledger rows not summed up': [ledgerRow('use_1', 'settled')],
  'sums by day that are not those of the ledger': [ledgerRow('use_1', 'settled', true)],
};

test('every invariant of the database can be broken', async () => {
  const invariants = [...UNFINISHED, ...ALWAYS];
  expect(Object.keys(spoils)).toEqual(invariants.map(([what]) => what));
  const unnoticed: string[] = [];
  for (const [what, statement] of invariants) {
    const undone = connection.db.transaction().execute(async (tx) => {
      const count = async () =>
        Number((await sql.raw<{ n: number | string }>(statement).execute(tx)).rows[0]!.n);
      const before = await count();
      // Without what the database itself holds against it.
      await sql`set local session_replication_role = replica`.execute(tx);
      for (const spoil of spoils[what]!) await sql.raw(spoil).execute(tx);
      if (before !== 0 || !((await count()) > 0)) unnoticed.push(`${what}: ${before}, ${await count()}`);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow(/^undone$/);
  }
  expect(unnoticed).toEqual([]);
});

const sound = (): [Diary, Seen] => {
  const diary = newDiary();
  diary.documents.set('doc_1', { id: 'doc_1', name: 'a.txt', texts: ['new'], unclear: [] });
  diary.people.add('anna').add('erased');
  diary.answers.set('anna', { user: 'anna', sessionId: 'sess_1', messageId: 'msg_1', text: 'said' });
  diary.erased = { documents: ['doc_0'], sessions: ['sess_0'], people: ['erased'] };
  const messages = [
    { status: 'complete', content: 'asked' },
    { status: 'complete', content: 'said' },
  ];
  const seen: Seen = {
    documents: new Map([['doc_1', 'new']]),
    sessions: new Map([['sess_1', messages]]),
    callsOfMessage: new Map([['msg_1', 1]]),
    callsOfPerson: new Map([['anna', 1]]),
    names: ['a.txt'],
    ids: new Set(['doc_1']),
    sessionIds: new Set(['sess_1']),
    people: new Set(['anna']),
    asked: ['anna'],
  };
  return [diary, seen];
};
const broken = ([diary, seen]: [Diary, Seen]) =>
  compareDiary(diary, seen, () => {}).flatMap(({ what, good }) => (good ? [] : [what.replace(/, of.*/, '')]));
const complete = (content: string) => ({ status: 'complete', content });

test.each<[string, (diary: Diary, seen: Seen) => void]>([
  ['documents lost', (_, { documents }) => documents.set('doc_1', 404)],
  ['documents with another content than the newest', (_, { documents }) => documents.set('doc_1', 'old')],
  ['documents twice', (_, { names }) => names.push('a.txt')],
  ['documents back', (_, { ids }) => ids.add('doc_0')],
  ['sessions back', (_, { sessionIds }) => sessionIds.add('sess_0')],
  ['people back', (_, { people }) => people.add('erased')],
  ['answers lost or doubled', (_, { sessions }) => sessions.set('sess_1', 404)],
  [
    'answers lost or doubled',
    (_, { sessions }) => sessions.set('sess_1', ['asked', 'said', 'asked', 'said'].map(complete)),
  ],
  [
    'answers with another text than was sent',
    (_, { sessions }) => sessions.set('sess_1', ['asked', 'sai'].map(complete)),
  ],
  ['answers that are not in the ledger once', (_, { callsOfMessage }) => callsOfMessage.set('msg_1', 2)],
  [
    'questions to the model that are not in the ledger once',
    (_, { callsOfPerson }) => callsOfPerson.delete('anna'),
  ],
  ['what no client should see', ({ wrong }) => wrong.push('chat: internal_error')],
])('of what clients were told: %s', (what, spoil) => {
  expect(broken(sound())).toEqual([]);
  const [diary, seen] = sound();
  spoil(diary, seen);
  expect(broken([diary, seen])).toEqual([what]);
});

test('a lost reply leaves it open what is there', () => {
  const [diary, seen] = sound();
  diary.documents.get('doc_1')!.unsure = true;
  diary.answers.get('anna')!.unsure = true;
  expect(broken([diary, seen])).toEqual([]);
  seen.documents.set('doc_1', 404);
  seen.sessions.set('sess_1', 404);
  seen.callsOfMessage.clear();
  expect(broken([diary, seen])).toEqual([]);
});

test('files that are missing, or have no record', () => {
  const found = (files: string[], used: string[], recorded: string[]) =>
    compareFiles(files, used, recorded, () => {}).map((finding) => finding.found);
  expect(found(['blob_1', 'blob_2'], ['blob_1'], ['blob_1', 'blob_2', 'blob_3'])).toEqual([0, 0]);
  expect(found(['blob_2'], ['blob_1'], ['blob_1', 'blob_2'])).toEqual([1, 0]);
  expect(found(['blob_1', 'blob_2'], ['blob_1'], ['blob_1'])).toEqual([0, 1]);
});

test.runIf(onPostgres)(
  'an audit log that was changed',
  async () => {
    const own = await createTestDatabase('seeded');
    const { db, close } = await own.connect(1);
    const environment = { DATA_DIR: copySeeded('seeded').dataDir, DATABASE_URL: own.url! };
    expect(await verifyAudit(environment)).toMatchObject({ found: 'whole', good: true });
    await db.transaction().execute(async (tx) => {
      await sql`set local session_replication_role = replica`.execute(tx);
      await sql`delete from audit_entries where sequence = 1`.execute(tx);
    });
    await close();
    expect(await verifyAudit(environment)).toMatchObject({
      found: expect.stringContaining('NOT intact'),
      good: false,
    });
    await own.drop();
  },
  300_000,
);

test('the same seed makes the same plan, and every fault comes, however short the time is', () => {
  const plan = planFaults(7, 30_000);
  expect(planFaults(7, 30_000)).toEqual(plan);
  expect(planFaults(8, 30_000)).not.toEqual(plan);
  for (const ms of [10_000, 30_000, 120_000, 1_800_000])
    expect(new Set(planFaults(7, ms).map(({ what }) => what))).toEqual(new Set(FAULTS));
  expect(planFaults(7, 30_000, ['the disk is full']).map(({ what }) => what)).not.toContain(
    'the disk is full',
  );
});

test.runIf(onPostgres)(
  'half a minute of faults loses nothing and doubles nothing',
  async () => {
    const script = new URL('../bench/chaos.ts', import.meta.url).pathname;
    const environment = { ...cleanEnvironment(), BENCH_DATABASE_URL: process.env['TEST_DATABASE_URL'] };
    const ended = await promisify(execFile)(process.execPath, [script, '--seed', '1', '--minutes', '0.5'], {
      env: environment as never,
    }).catch((error: { stdout: string; stderr: string }) => error);
    expect(ended.stdout, ended.stderr).toMatch(/\nAll is well\.\n$/);
  },
  1_500_000,
);

test('without a database it says what to do', async () => {
  const script = join(import.meta.dirname, '../bench/chaos.ts');
  const ended = await promisify(execFile)(process.execPath, [script], {
    env: cleanEnvironment() as never,
  }).catch((error: { code: number; stderr: string }) => error);
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringMatching(/^BENCH_DATABASE_URL is missing/) });
});
