import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { download, exported, linesIn, newExport, unzip } from '../../../test/exports.ts';
import { fileFolder, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { removeExports } from '../../../shared/privacy/exports/remove-exports.ts';
import { openLog } from '../../../shared/platform/log.ts';
import { writeExport } from '../../../worker/privacy/write-export.ts';
import { sweepBlobs } from '../../../worker/documents/sweep-blobs.ts';
import { sweepExports } from '../../../worker/privacy/sweep-exports.ts';
import type { Worker } from '../../../worker/worker.ts';

let docent: Docent;
let app: TestKey;
let headers: Record<string, string>;
beforeAll(async () => {
  docent = await startDocent();
});
afterAll(() => docent.close());

const worker = () => docent.ctx as Worker;
const run = (payload = {}) => ({
  payload: payload as never,
  signal: new AbortController().signal,
  last: true,
});
const send = async (path: string, json?: unknown) => await (await docent.api(path, { json, headers })).json();
const files = () => readdirSync(join(fileFolder(docent.ctx.config), app.appId));
const QUESTION = { message: 'What is the vault code word of this company?' };

beforeEach(async () => {
  app = await newAppWithKey(docent);
  headers = bearer(app.secret);
  const text = 'The vault code word of this company is marzipan.\n';
  const { documents } = await send('/documents', {
    name: '../../etc/passwd',
    text,
    metadata: { team: 'blue' },
  });
  await until('the document', async () => {
    const { document } = await send(`/documents/${documents[0].document_id}`);
    return document.status === 'ready';
  });
});

test("a person's export contains their questions and answers, and nothing about others", async () => {
  const mine = await send('/chat', { ...QUESTION, end_user_id: 'ada', metadata: { ticket: 'T-1' } });
  const theirs = await send('/chat', { message: 'Is bob here?', end_user_id: 'bob' });
  await send(`/messages/${mine.message_id}/feedback`, { rating: 'down', comment: 'Too sweet.' });
  const set = await send('/evaluation-sets', { name: 'Saved' });
  const path = `/evaluation-sets/${set.evaluation_set.set_id}/questions`;
  for (const { message_id } of [mine, theirs]) await send(path, { message_id });

  const ready = await newExport(docent, { end_user_id: 'ada' }, headers);
  const response = await download(docent, ready);
  expect(response.headers.get('content-type')).toBe('application/zip');
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="?docent-person-[\w-]+\.zip"?$/,
  );
  expect(response.headers.get('cache-control')).toContain('no-store');
  const zip = await unzip(Buffer.from(await response.arrayBuffer()));
  expect(Object.keys(zip).sort()).toEqual(
    ['citations', 'evaluation-questions', 'feedback', 'handovers', 'messages', 'sessions', 'usage']
      .map((name) => `${name}.ndjson`)
      .concat('manifest.json')
      .sort(),
  );
  const manifest = JSON.parse(zip['manifest.json']!.toString());
  expect(manifest).toMatchObject({
    format: 'docent-export',
    version: 1,
    scope: 'person',
    end_user_id: 'ada',
  });
  expect(manifest.counts).toMatchObject({ sessions: 1, messages: 2, citations: 1, feedback: 1 });
  expect(linesIn(zip['messages.ndjson'])).toMatchObject([
    { role: 'user', content: QUESTION.message, metadata: { ticket: 'T-1' } },
    { role: 'assistant', message_id: mine.message_id, content: mine.content },
  ]);
  expect(linesIn(zip['citations.ndjson'])[0].quote).toContain('marzipan');
  expect(linesIn(zip['feedback.ndjson'])).toMatchObject([{ rating: 'down', comment: 'Too sweet.' }]);
  expect(linesIn(zip['usage.ndjson']).map(({ message_id }) => message_id)).toContain(mine.message_id);
  expect(linesIn(zip['evaluation-questions.ndjson'])).toMatchObject([
    { session_id: mine.session_id, question: QUESTION.message },
  ]);
  const all = Buffer.concat(Object.values(zip)).toString();
  for (const foreign of ['bob', theirs.session_id, theirs.message_id]) expect(all).not.toContain(foreign);
});

test('an end user about whom nothing is held gets an export that says so', async () => {
  const zip = await exported(docent, { end_user_id: 'nobody' }, headers);
  const { counts } = JSON.parse(zip['manifest.json']!.toString());
  expect(Object.values(counts).every((count) => count === 0)).toBe(true);
});

test("a whole app's export holds its documents, conversations and settings, and no secret", async () => {
  const { db } = docent.ctx;
  const row = await db
    .selectFrom('keys')
    .selectAll()
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('webhook_endpoints')
    .values({
      app_id: app.appId,
      endpoint_id: 'whk_1',
      url: 'https://a.example/hook',
      events: [],
      secret: Buffer.from('whsec'),
    })
    .execute();
  const answer = await send('/chat', QUESTION);
  const zip = await exported(docent, {}, headers);
  expect(JSON.parse(zip['app.json']!.toString())).toMatchObject({
    app_id: app.appId,
    budget: null,
    widget: null,
  });
  const [document] = linesIn(zip['documents.ndjson']);
  expect(document).toMatchObject({ name: '../../etc/passwd', metadata: { team: 'blue' }, status: 'ready' });
  expect(document.original).toBe(`documents/${document.document_id}/original.txt`);
  expect(zip[document.original]!.toString()).toContain('marzipan.\n');
  expect(zip[document.text]!.toString()).toContain('marzipan');
  expect(linesIn(zip['messages.ndjson'])[1]).toMatchObject({
    message_id: answer.message_id,
    content: answer.content,
  });
  expect(linesIn(zip['keys.ndjson'])).toMatchObject([{ key_id: app.keyId, prefix: row.prefix }]);
  expect(linesIn(zip['webhooks.ndjson'])).toMatchObject([{ url: 'https://a.example/hook' }]);
  expect(linesIn(zip['usage.ndjson']).length).toBeGreaterThan(1);
  const all = Buffer.concat(Object.values(zip)).toString('latin1');
  for (const secret of [app.secret, row.secret_hash.toString('latin1'), 'whsec'])
    expect(all).not.toContain(secret);
});

test('more rows than a page holds are all there, once, in order', async () => {
  await sql`insert into sessions (app_id, session_id, end_user_id)
    select ${app.appId}, 'sess_' || lpad(n::text, 6, '0'), 'crowd' from generate_series(1, 450) n`.execute(
    docent.ctx.db,
  );
  const zip = await exported(docent, { end_user_id: 'crowd' }, headers);
  const ids = linesIn(zip['sessions.ndjson']).map(({ session_id }) => session_id);
  expect(ids).toEqual(Array.from({ length: 450 }, (_, n) => `sess_${String(n + 1).padStart(6, '0')}`));
});

test('a link opens its own file alone, ends with its time, and reaches no log', async () => {
  const lines: string[] = [];
  docent.ctx.log = openLog({ logLevel: 'trace' }, { write: (line) => void lines.push(line) });
  const [one, other] = [
    await newExport(docent, {}, headers),
    await newExport(docent, { end_user_id: 'ulla-louise' }, headers),
  ];
  expect(one.token).not.toBe(other.token);
  const codeOf = async (path: string) =>
    (await (await fetch(`${docent.url}/api/v1${path}`)).json()).error.code;
  expect((await download(docent, one)).status).toBe(200);
  for (const token of [other.token, '', 'x', `${one.token}x`, one.token.split('.')[0]!])
    expect(await codeOf(`/exports/${one.export_id}/file?token=${token}`)).toMatch(
      /export_not_found|invalid_request/,
    );
  expect(await codeOf(`/exports/exp_01k9m3t1v8f2srr4gq9x0c6c6d/file?token=${one.token}`)).toBe(
    'export_not_found',
  );

  expect(Date.parse(one.expires_at) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  await sweepBlobs(worker(), run());
  expect((await download(docent, one)).status).toBe(200);
  await docent.ctx.db
    .updateTable('exports')
    .set({ expires_at: new Date(Date.now() - 1_000) })
    .where('app_id', '=', app.appId)
    .execute();
  expect((await download(docent, one)).status).toBe(410);
  expect(await send(`/exports/${other.export_id}`)).toMatchObject({
    export: { status: 'expired', url: null, end_user_id: null },
  });
  const before = files().length;
  await sweepExports(worker(), run());
  await until('the files to go', () => files().length === before - 2);
  expect((await download(docent, one)).status).toBe(410);
  const rows = await docent.ctx.db
    .selectFrom('exports')
    .selectAll()
    .where('app_id', '=', app.appId)
    .execute();
  expect(rows.every(({ subject, blob_id, status }) => !subject && !blob_id && status === 'expired')).toBe(
    true,
  );
  const log = lines.join('');
  expect(log).toContain('/api/v1/exports/:export_id/file');
  for (const { token } of [one, other]) expect(log).not.toContain(token.split('.')[1]);
  // No id of ours is spelt with i, l, o or u.
  expect(log).not.toContain('ulla-louise');
});

/** An export whose job is ours to run: the queue's own finds it queued no more. */
async function heldExport() {
  const { db } = docent.ctx;
  const exportId = `exp_${app.appId.slice(4)}`;
  await db
    .insertInto('exports')
    .values({ app_id: app.appId, export_id: exportId, of_person: false, requested_by: app.keyId })
    .execute();
  const payload = { app_id: app.appId, export_id: exportId };
  const state = () => db.selectFrom('exports').selectAll().where('app_id', '=', app.appId).executeTakeFirst();
  return { payload, state };
}

test('killed before its end, an export is written again and leaves one file', async () => {
  const { payload, state } = await heldExport();
  const before = files().length;
  for (const when of ['before', 'after'] as const) {
    // What a killed process leaves: a file begun or complete, and no word of it in the row.
    const blobs = {
      ...docent.ctx.blobs,
      async write(...given: Parameters<typeof docent.ctx.blobs.write>): Promise<never> {
        if (when === 'after') await docent.ctx.blobs.write(...given);
        throw new Error('killed');
      },
    };
    await expect(writeExport({ ...worker(), blobs }, { ...run(payload), last: false })).rejects.toThrow(
      'killed',
    );
    expect((await state())!.status).toBe('running');
  }
  await writeExport(worker(), run(payload));
  expect(await state()).toMatchObject({ status: 'done' });
  await until('the other files to go', () => files().length === before + 1);
  const { blob_id } = (await state())!;
  expect(files()).toContain(blob_id);
  await writeExport(worker(), run(payload));
  expect((await state())!.blob_id).toBe(blob_id);
});

test('an export that is removed while it is written leaves nothing, and one that fails says so', async () => {
  const { payload, state } = await heldExport();
  const before = files().length;
  const { db, queue } = docent.ctx;
  const blobs = {
    ...docent.ctx.blobs,
    async read(...given: Parameters<typeof docent.ctx.blobs.read>) {
      await db.transaction().execute(async (tx) => {
        const { counts, blobIds } = await removeExports(tx, app.appId, new Date(Date.now() + 60_000));
        expect(counts).toEqual({ exports: 1 });
        await queue.send(tx, 'delete-blobs', { app_id: app.appId, blob_ids: blobIds });
      });
      return docent.ctx.blobs.read(...given);
    },
  };
  await writeExport({ ...worker(), blobs: { ...blobs } }, run(payload)).catch(() => {});
  expect(await state()).toBeUndefined();
  await until('its file to go', () => files().length === before);

  const again = await heldExport();
  const damaged = { ...docent.ctx.blobs, read: () => Promise.reject(new Error('damaged')) };
  await expect(writeExport({ ...worker(), blobs: damaged }, run(again.payload))).rejects.toThrow('damaged');
  expect(await again.state()).toMatchObject({ status: 'failed', blob_id: null });
  expect(files()).toHaveLength(before);
});

test('an app may keep so many exports at once, and no more', async () => {
  for (let kept = 0; kept < 3; kept++) await newExport(docent, {}, headers);
  const refused = await docent.api('/exports', { json: {}, headers });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await refused.json()).error.message).toContain('3 exports of this app');
  await newExport(docent, { end_user_id: 'ada' }, headers);
});

test('the person of an export is stored only encrypted, and a key without the scope gets no export', async () => {
  const { export: begun } = await send('/exports', { end_user_id: 'canary-person' });
  for (const query of [
    sql<{ stored: string }>`select string_agg(e::text, '') as stored from exports e`,
    sql<{
      stored: string;
    }>`select string_agg(data::text, '') as stored from pgboss.job where name = 'write-export'`,
  ]) {
    const { rows } = await query.execute(docent.ctx.db);
    expect(rows[0]!.stored).toContain(begun.export_id);
    expect(rows[0]!.stored).not.toContain('canary-person');
    expect(rows[0]!.stored).not.toContain(Buffer.from('canary-person').toString('hex'));
  }
  expect((await send(`/exports/${begun.export_id}`)).export.end_user_id).toBe('canary-person');
  const chat = await newKey(docent, { scopes: ['chat'] }, app.appId);
  expect((await docent.api('/exports', { json: {}, headers: bearer(chat.secret) })).status).toBe(403);
});
