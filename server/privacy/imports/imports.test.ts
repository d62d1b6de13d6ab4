import { cleanEnvironment } from '../../../test/clean-environment.ts';
import { isDeepStrictEqual } from 'node:util';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFolder } from '../../../test/database.ts';
import { download, exported, linesIn, newExport, unzip } from '../../../test/exports.ts';
import { fileFolder, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { settleAbandoned } from '../../../worker/operations/settle-abandoned.ts';
import { zipEntries } from '../../../shared/platform/zip-entries.ts';
import type { Worker } from '../../../worker/worker.ts';
import { findApp } from '../../../shared/tenancy/app.ts';
import { sealSettings } from '../../../shared/tenancy/sealed-settings.ts';
import { discardImport } from '../../../shared/privacy/imports/discard-import.ts';
import { pickWorkspace } from '../../tenancy/workspaces/pick-workspace.ts';
import { importApp } from './import-app.ts';

let home: Docent;
let away: Docent;
let app: TestKey;
let headers: Record<string, string>;
/** The export of an app that has something of everything. */
let original: Record<string, Buffer>;
const QUESTION = { message: 'Who is called first in an outage, and on which extension?' };

beforeAll(async () => {
  [home, away] = [await startDocent(), await startDocent()];
  app = await newAppWithKey(home);
  headers = bearer(app.secret);
  const send = async (path: string, json: unknown) => await (await home.api(path, { json, headers })).json();
  const text = '# Outage\n\nThe on-call engineer is called first in an outage, on extension 4100.\n';
  const metadata = { team: 'blue', level: 3 };
  await send('/documents', { name: 'Ausfall-Übung.md', text, metadata });
  const form = new FormData();
  form.append('file', new Blob(['name,phone\nAda,4100\nBob,4200\n']), 'phones.csv');
  await home.api('/documents', { method: 'POST', body: form, headers });
  await ready(home, headers, 2);
  const answer = await send('/chat', { ...QUESTION, end_user_id: 'ada', metadata: { ticket: 7 } });
  await send('/chat', { message: 'And who after that?', session_id: answer.session_id });
  await send(`/messages/${answer.message_id}/feedback`, { rating: 'up', comment: 'Danke 🎉' });
  const { db } = home.ctx;
  await db
    .updateTable('apps')
    .set({
      name: 'Help desk',
      instructions: 'Be brief.',
      refusal_text: 'No idea.',
      temperature: 0.25,
      tokens_per_day: 9_000_000,
    })
    .where('app_id', '=', app.appId)
    .execute();
  await db
    .insertInto('widget_settings')
    .values({
      app_id: app.appId,
      settings: JSON.stringify({ accent: '#112233', texts: { en: { title: 'Hi' } } }),
    })
    .execute();
  await db.insertInto('retention').values({ app_id: app.appId, conversation_days: 365 }).execute();
  await db.insertInto('budgets').values({ app_id: app.appId, key_id: '', cap: '12.5' }).execute();
  const { evaluation_set } = await send('/evaluation-sets', { name: 'Outages' });
  const questions = `/evaluation-sets/${evaluation_set.set_id}/questions`;
  await send(questions, {
    questions: [{ question: 'Who is called?', expected_words: ['4100'], tags: ['phone'] }],
  });
  await send(questions, { message_id: answer.message_id });
  const settings = { settings: { instructions: 'Be kind.' }, by: 'ada@example.com' };
  await db
    .insertInto('settings_versions')
    .values({
      app_id: app.appId,
      version: 1,
      content: sealSettings((await findApp(home.ctx, app.appId))!, 1, settings),
      changed_by: null,
    })
    .execute();
  original = await exported(home, {}, headers);
});
afterAll(async () => {
  await home.close();
  await away.close();
});

const ready = (docent: Docent, headers: Record<string, string>, count: number) =>
  until('the documents', async () => {
    const { documents } = await (await docent.api('/documents?status=ready', { headers })).json();
    return documents.length === count;
  });

let places = 0;
/** A ZIP of these files, on the disk. */
async function zipOf(files: Record<string, Buffer | string>): Promise<string> {
  async function* entries() {
    for (const [path, content] of Object.entries(files))
      yield { path, source: Readable.from([Buffer.from(content)]) };
  }
  const path = join(mkdtempSync(join(testFolder(), 'zip-')), `export-${++places}.zip`);
  writeFileSync(path, await buffer(zipEntries(entries())));
  return path;
}

const bringIn = async (file: string, name?: string) =>
  importApp(away.ctx, { file, workspaceId: await pickWorkspace(away.ctx.db, undefined), name });

/** What is the same wherever an app is: without ids and times of the app's own, and what documents were last touched. */
function essence(zip: Record<string, Buffer>) {
  const { app_id: _a, created_at: _c, workspace: _w, ...settings } = JSON.parse(zip['app.json']!.toString());
  const documents = linesIn(zip['documents.ndjson']).map(({ updated_at: _u, ...line }) => line);
  const files = Object.entries(zip).filter(([path]) => path.startsWith('documents/'));
  const kept = [
    'sessions',
    'messages',
    'citations',
    'feedback',
    'evaluation-sets',
    'evaluation-questions',
  ].map((name) => zip[`${name}.ndjson`]!.toString());
  const [first] = linesIn(zip['settings-history.ndjson']);
  return {
    settings,
    documents,
    kept,
    first,
    files: Object.fromEntries(files.map(([path, bytes]) => [path, bytes.toString()])),
  };
}

test("an app's export, brought to another server, is the same app there: it answers alike and exports alike", async () => {
  const response = await download(home, await newExport(home, {}, headers));
  const file = await zipOf(await unzip(Buffer.from(await response.arrayBuffer())));
  const imported = await bringIn(file);
  expect(imported).toMatchObject({ name: 'Help desk', documents: 2 });
  expect(imported.appId).not.toBe(app.appId);
  expect(imported.notes.join()).toContain('1 keys');
  const there = bearer((await newKey(away, {}, imported.appId)).secret);
  await ready(away, there, 2);

  const ask = async (docent: Docent, headers: Record<string, string>) => {
    const found = await (await docent.api('/search', { json: { query: QUESTION.message }, headers })).json();
    return found.results.map(({ chunk_id: _id, score, ...passage }: any) => ({
      ...passage,
      score: score.toFixed(4),
    }));
  };
  // A key is remembered for a moment with the languages that its app had then, here and there.
  await until('both to answer alike', async () =>
    isDeepStrictEqual(await ask(home, headers), await ask(away, there)),
  );
  expect((await ask(away, there)).length).toBeGreaterThan(0);
  const { sessions } = await (
    await away.api('/sessions?include_all=1&end_user_id=ada', { headers: there })
  ).json();
  const path = `/sessions/${sessions[0].session_id}`;
  const session = async (docent: Docent, headers: Record<string, string>) =>
    (await (await docent.api(path, { headers })).json()).session;
  expect(await session(away, there)).toEqual(await session(home, headers));
  expect((await session(away, there)).messages).toHaveLength(4);
  expect(essence(await exported(away, {}, there))).toEqual(essence(original));

  const chat = async (docent: Docent, headers: Record<string, string>) => {
    const { content, citations } = await (await docent.api('/chat', { json: QUESTION, headers })).json();
    return { content, citations };
  };
  expect(await chat(away, there)).toEqual(await chat(home, headers));
  const rows = await away.ctx.db
    .selectFrom('messages')
    .selectAll()
    .where('app_id', '=', imported.appId)
    .execute();
  expect(rows.some(({ content }) => content.toString('latin1').includes('on-call'))).toBe(false);
});

const without = (path: string) =>
  Object.fromEntries(Object.entries(original).filter(([name]) => name !== path));
const change = (path: string, edit: (text: string) => string) => ({
  ...original,
  [path]: edit(original[path]!.toString()),
});
const document = () => linesIn(original['documents.ndjson'])[0];

test.each<[string, RegExp, () => Record<string, Buffer | string>]>([
  ['has no manifest', /no manifest\.json/, () => without('manifest.json')],
  [
    'is of one person',
    /one person/,
    () => change('manifest.json', (text) => text.replace('"scope": "app"', '"scope": "person"')),
  ],
  [
    'is of a later format',
    /newer Docent/,
    () => change('manifest.json', (text) => text.replace('"version": 1', '"version": 2')),
  ],
  [
    'names a path outside',
    /invalid relative path/,
    () => ({ ...original, 'documents/doc_1/../../../evil': 'x' }),
  ],
  [
    'has lines that are no JSON',
    /messages\.ndjson line 1 is not JSON/,
    () => change('messages.ndjson', (text) => `{${text}`),
  ],
  ['has fewer lines than it counts', /manifest says/, () => change('citations.ndjson', () => '')],
  ['ends within a line', /middle of a line/, () => change('messages.ndjson', (text) => text.slice(0, -20))],
  [
    'has ids of a strange shape',
    /session_id/,
    () => change('sessions.ndjson', (text) => text.replaceAll('"sess_', '"../../')),
  ],
  [
    'has messages without their session',
    /does not contain/,
    () =>
      change('messages.ndjson', (text) =>
        text.replaceAll(/"sess_\w+"/g, '"sess_00000000000000000000000000"'),
      ),
  ],
  [
    'has a document twice',
    /duplicate/,
    () => change('documents.ndjson', (text) => text.split('\n')[0]!.concat('\n').repeat(2)),
  ],
  ['lacks an original', /is missing/, () => without(document().original)],
  [
    'has another original',
    /SHA-256/,
    () => ({ ...original, [document().original]: 'Something else, of text.' }),
  ],
  [
    'has NUL in a text',
    /NUL/,
    () => change('messages.ndjson', (text) => text.replace('"content":"', '"content":"\\u0000')),
  ],
  [
    'has an endless line',
    /longer than 8 MB/,
    () => ({ ...original, 'messages.ndjson': 'x'.repeat(9_000_000) }),
  ],
])('a ZIP that %s is refused, and leaves nothing', async (_what, why, files) => {
  const before = await count();
  await expect(bringIn(await zipOf(files()))).rejects.toThrow(why);
  expect(await count()).toEqual(before);
});

/** What there is, and what lies on the disk. */
async function count() {
  const of = async (table: 'apps' | 'blobs' | 'documents' | 'sessions' | 'imports') =>
    Number(
      (
        await away.ctx.db
          .selectFrom(table)
          .select(({ fn }) => fn.countAll().as('n'))
          .executeTakeFirstOrThrow()
      ).n,
    );
  const folder = fileFolder(away.ctx.config);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return [
    await of('apps'),
    await of('blobs'),
    await of('documents'),
    await of('sessions'),
    await of('imports'),
    files.length,
  ];
}

/** Where the compressed bytes of each file begin: changed there, they do not inflate at all. */
function beginningsIn(zip: Buffer): number[] {
  const places: number[] = [];
  for (let at = 0; (at = zip.indexOf('PK\u0003\u0004', at, 'latin1')) >= 0; at += 4)
    places.push(at + 30 + zip.readUInt16LE(at + 26));
  return places;
}

test('a ZIP whose bytes were changed anywhere is refused or means the same, and no file that is none is taken', async () => {
  const path = await zipOf(original);
  const { readFileSync } = await import('node:fs');
  const bytes = readFileSync(path);
  const before = await count();
  // Other places in each run with a fresh seed.
  const step = (bytes.length - 11) / 10;
  const first = Number(process.env['PROPERTY_SEED'] ?? 0) % Math.floor(step);
  const everywhere = Array.from({ length: 10 }, (_, part) => 11 + first + Math.floor(part * step));
  for (const place of [...everywhere, ...beginningsIn(bytes)]) {
    const changed = Buffer.from(bytes);
    changed[place]! ^= 0xff;
    writeFileSync(path, changed);
    const outcome = await bringIn(path).then(
      ({ appId }) => appId,
      (error: Error) => error,
    );
    if (outcome instanceof Error)
      expect(outcome.message, `byte ${place}`).toMatch(/^This ZIP cannot be imported: [^\n]+$/);
    else await discardImport(away.ctx, outcome);
  }
  for (const content of [Buffer.alloc(0), Buffer.from('PK'), bytes.subarray(0, bytes.length / 2)]) {
    writeFileSync(path, content);
    await expect(bringIn(path)).rejects.toThrow(/not a ZIP|damaged/);
  }
  expect((await count())[4]).toBe(before[4]);
  await expect(bringIn('/nowhere/x.zip')).rejects.toThrow('there is no file /nowhere/x.zip');
});

test('what an import left whose process has died is taken back by the worker', async () => {
  const before = await count();
  const { appId } = await bringIn(await zipOf(original));
  const { db } = away.ctx;
  await db.insertInto('imports').values({ app_id: appId, process_id: 'proc_dead' }).execute();
  await until('its jobs', async () => {
    const documents = await db.selectFrom('documents').select('status').where('app_id', '=', appId).execute();
    return documents.every(({ status }) => status === 'ready');
  });
  away.ctx.heartbeat.isSteady = () => true;
  await settleAbandoned(away.ctx as Worker, {
    payload: {},
    signal: new AbortController().signal,
    last: true,
  });
  expect(await count()).toEqual(before);
  const left = await db.selectFrom('vector_index').select('chunk_id').where('app_id', '=', appId).execute();
  expect(left).toEqual([]);
});

test('an older export does not bring back what was erased since, and says what it left out', async () => {
  const key = await newAppWithKey(home);
  const as = bearer(key.secret);
  const send = async (path: string, json: unknown) => (await home.api(path, { json, headers: as })).json();
  const upload = async (name: string, text: string): Promise<string> =>
    (await send('/documents', { name, text })).documents[0].document_id;
  const kept = await upload('kept.md', 'The canteen opens at noon every day.');
  const gone = await upload('gone.md', 'The secret garden is watered by Ms Marzipan at dawn.');
  await ready(home, as, 2);
  const ask = (message: string, end_user_id: string) => send('/chat', { message, end_user_id });
  const stays = await ask('When does the canteen open?', 'ben');
  const quotes = await ask('Who waters the secret garden at dawn?', 'ben');
  await ask('When does the canteen open?', 'ada');
  const session = await ask('When does the canteen open?', 'ben');
  await send(`/messages/${quotes.message_id}/feedback`, { rating: 'up', comment: 'Marzipan indeed' });
  const file = await zipOf(await exported(home, {}, as));

  for (const subject of [{ document_id: gone }, { end_user_id: 'ada' }, { session_id: session.session_id }]) {
    const { erasure } = await send('/erasures', subject);
    await until('the erasure', async () => {
      const now = await (await home.api(`/erasures/${erasure.erasure_id}`, { headers: as })).json();
      return now.erasure.status === 'completed';
    });
  }
  const back = await ask('When does the canteen open?', 'ada');
  const newer = await zipOf(await exported(home, {}, as));

  const bringBack = async (path: string) =>
    importApp(home.ctx, { file: path, workspaceId: await pickWorkspace(home.ctx.db, undefined) });
  const imported = await bringBack(file);
  expect(imported.notes).toEqual(
    expect.arrayContaining([
      '1 documents that were erased here',
      '2 sessions that were erased here',
      'the text of 1 answers that quote an erased document',
    ]),
  );
  const there = bearer((await newKey(home, {}, imported.appId)).secret);
  const read = async (path: string) => (await home.api(path, { headers: there })).json();
  const { sessions } = await read('/sessions?include_all=1');
  expect(sessions.map(({ session_id }: any) => session_id).sort()).toEqual(
    [stays.session_id, quotes.session_id].sort(),
  );
  const { session: blanked } = await read(`/sessions/${quotes.session_id}`);
  expect(blanked.messages[1]).toMatchObject({ content: '', finish_reason: 'erased', citations: [] });
  expect(blanked.messages[1].feedback).toMatchObject({ rating: 'up', comment: null });
  const { documents } = await read('/documents');
  expect(documents.map(({ document_id }: any) => document_id)).toEqual([kept]);
  // What the person wrote after the erasure is theirs again.
  const again = await bringBack(newer);
  expect(again.notes.join()).not.toContain('erased here');
  const rows = await home.ctx.db
    .selectFrom('sessions')
    .select('session_id')
    .where('app_id', '=', again.appId)
    .where('end_user_id', '=', 'ada')
    .execute();
  expect(rows).toEqual([{ session_id: back.session_id }]);
  // On another server nothing is known of it.
  expect((await bringIn(file)).notes.join()).not.toContain('erased');

  await home.ctx.db
    .insertInto('deleted_apps')
    .values({ app_id: key.appId, workspace_id: 'wsp_x', name: 'x' })
    .execute();
  await expect(bringBack(file)).rejects.toThrow('this installation has erased the app');
});

test("a document's address can only be one of the web", async () => {
  const lines = linesIn(original['documents.ndjson']);
  lines[0].source_url = 'javascript:alert(1)';
  const file = await zipOf({
    ...original,
    'documents.ndjson': lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  });
  await expect(bringIn(file)).rejects.toThrow(/documents\.ndjson line 1: source_url must be an address/);
});

test('the command says in one line why it did nothing', async () => {
  const folder = mkdtempSync(join(testFolder(), 'import-'));
  const run = (...given: string[]) =>
    promisify(execFile)(
      process.execPath,
      [new URL('../../../commands/import-app.ts', import.meta.url).pathname, ...given],
      {
        env: {
          ...cleanEnvironment(),
          DATA_DIR: folder,
          ...(away.database.url && {
            DATABASE_URL: away.database.url,
            MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
          }),
        } as unknown as NodeJS.ProcessEnv,
      },
    ).catch((error: { code: number; stderr: string }) => error);
  const usage = (await run()) as { code: number; stderr: string };
  expect([usage.code, usage.stderr]).toEqual([
    1,
    expect.stringMatching(/^Nothing was imported\. Usage: npm run app:import[^\n]+\n$/),
  ]);
  const missing = (await run('x.zip')) as { code: number; stderr: string };
  expect([missing.code, missing.stderr]).toEqual([
    1,
    'Nothing was imported. This ZIP cannot be imported: there is no file x.zip.\n',
  ]);
  expect(readdirSync(folder)).toEqual([]);
});
