import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump, filesBelow } from '../../../test/dump.ts';
import { readEvents } from '../../../test/events.ts';
import { fileFolder, startBeside, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { isAbout, verifyReceipt } from '../../../shared/privacy/erasures/receipt.ts';
import type { Erasure } from '../../../shared/contract/erasures.ts';

let docent: Docent;
let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, { ...modelEnvironment(model), DEFAULT_REQUESTS_PER_MINUTE: '0' });
});
afterAll(async () => {
  await docent.close();
  await model.close();
});

const CANARY = 'zanzibarcanary';
const json = async (response: Promise<Response> | Response): Promise<any> => (await response).json();
const as = ({ secret }: TestKey) => bearer(secret);

async function upload(key: TestKey, name: string, text: string, metadata = {}): Promise<string> {
  const { documents } = await json(
    docent.api('/documents', { json: { name, text, metadata }, headers: as(key) }),
  );
  const id: string = documents[0].document_id;
  await until('the document', async () => {
    const { document } = await json(docent.api(`/documents/${id}`, { headers: as(key) }));
    expect(document.status).not.toBe('failed');
    return document.status === 'ready';
  });
  return id;
}

const ask = (key: TestKey, body: object, headers = {}) =>
  json(
    docent.api('/chat', {
      json: { message: `What about ${CANARY} and the harvest?`, ...body },
      headers: { ...as(key), ...headers },
    }),
  );

const request = (key: TestKey, json: object) => docent.api('/erasures', { json, headers: as(key) });

const completed = (key: TestKey, id: string): Promise<Erasure> =>
  until('the receipt', async () => {
    const { erasure } = await json(docent.api(`/erasures/${id}`, { headers: as(key) }));
    return erasure.status === 'completed' && erasure;
  });

const publicKey = async (): Promise<string> => (await json(docent.api('/signing-keys'))).keys[0].public_key;

const inHex = (text: string) => Buffer.from(text).toString('hex');

describe('an erased document', () => {
  test('leaves nothing in any table, file or answer, and a receipt that can be checked offline', async () => {
    const key = await newAppWithKey(docent);
    model.chat = { pieces: [`The ${CANARY} `, 'is in the harvest [1]', '.'] };
    const id = await upload(
      key,
      `${CANARY}-name.md`,
      `# ${CANARY}\n\nThe harvest of ${CANARY} is kept in the north barn, and nowhere else.`,
      { note: `${CANARY}-meta` },
    );
    const other = await upload(key, 'other.md', 'The south barn holds hay.');
    const answer = await ask(key, { resumable: true, end_user_id: 'reader' }, { 'idempotency-key': 'once' });
    expect(answer.citations[0].document_id).toBe(id);
    await docent.api(`/messages/${answer.message_id}/feedback`, {
      json: { rating: 'up', comment: `I like ${CANARY}` },
      headers: as(key),
    });
    const { export: made } = await json(docent.api('/exports', { json: {}, headers: as(key) }));
    await until('the export', async () => {
      const found = await json(docent.api(`/exports/${made.export_id}`, { headers: as(key) }));
      return found.export.status === 'done';
    });
    const { rows: vectors } = await sql<{ text: string }>`
      select embedding::text as text from vector_index where document_id = ${id}`.execute(docent.ctx.db);
    const { rows: lexical } = await sql<{ text: string }>`
      select lexical::text as text from lexical_index where document_id = ${id}`.execute(docent.ctx.db);
    const before = await dump(docent.ctx.db);
    for (const held of [CANARY, vectors[0]!.text, lexical[0]!.text]) expect(before).toContain(held);

    const response = await request(key, { document_id: id });
    expect(response.status).toBe(202);
    const asked = (await json(response)).erasure as Erasure;
    expect(asked).toMatchObject({ subject: { kind: 'document' }, requested_by: key.keyId });
    // Gone at once, whatever the job has still to do.
    expect((await docent.api(`/documents/${id}`, { headers: as(key) })).status).toBe(404);
    const { results } = await json(
      docent.api('/search', { json: { query: `${CANARY} harvest` }, headers: as(key) }),
    );
    expect(results.every((one: any) => one.document_id === other)).toBe(true);

    const { receipt } = await completed(key, asked.erasure_id);
    expect(verifyReceipt(receipt, await publicKey())).toMatchObject({ genuine: true });
    expect(isAbout(receipt!, id)).toBe(true);
    expect(isAbout(receipt!, other)).toBe(false);
    expect(receipt!.removed).toMatchObject({
      documents: 1,
      chunks: 1,
      vector_index: 1,
      lexical_index: 1,
      citations: 1,
      answers: 1,
      feedback: 1,
      idempotent_results: 1,
      exports: 1,
    });
    expect(receipt!.removed['answer_events']).toBeGreaterThan(0);
    expect(Object.keys(receipt!.left)).toEqual(
      expect.arrayContaining([
        'documents',
        'chunks',
        'vector_index',
        'lexical_index',
        'blobs',
        'files',
        'jobs',
      ]),
    );
    expect(new Set(Object.values(receipt!.left))).toEqual(new Set([0]));

    const after = await dump(docent.ctx.db);
    expect((await docent.api(`/exports/${made.export_id}`, { headers: as(key) })).status).toBe(404);
    // What the person asked is the person's, and sealed; the document's own words are nowhere.
    for (const held of [CANARY, inHex(CANARY), vectors[0]!.text, lexical[0]!.text])
      expect(after).not.toContain(held);
    const { session } = await json(docent.api(`/sessions/${answer.session_id}`, { headers: as(key) }));
    const [, said] = session.messages;
    expect(said).toMatchObject({ content: '', citations: [], finish_reason: 'erased' });
    expect(said.feedback).toMatchObject({ rating: 'up', comment: null });
    const replayed = await docent.api(`/chat/${answer.message_id}/stream`, { headers: as(key) });
    expect(await replayed.text()).not.toContain(CANARY);
    const { sessions } = await json(docent.api('/sessions?include_all=1', { headers: as(key) }));
    expect(sessions[0].preview).toBe('');
    // The same request again is asked again: what was kept of it is gone.
    model.chat = { pieces: ['Fresh.'] };
    const again = await ask(key, { resumable: true, end_user_id: 'reader' }, { 'idempotency-key': 'once' });
    expect(again.content).not.toContain(CANARY);
    const blobs = filesBelow(fileFolder(docent.ctx.config)).filter((path) => path.includes(key.appId));
    const { rows: left } = await sql<{ blob_id: string }>`
      select blob_id from blobs where app_id = ${key.appId}`.execute(docent.ctx.db);
    expect(blobs.map((path) => path.split('/').at(-1)).sort()).toEqual(left.map((row) => row.blob_id).sort());
  });

  test('is 404 afterwards and of another app; the request names exactly one thing', async () => {
    const key = await newAppWithKey(docent);
    const other = await newAppWithKey(docent);
    const id = await upload(key, 'a.md', 'Apples are stored in the cellar.');
    const unknown = await json(request(key, { document_id: 'doc_unknown' }));
    expect(unknown.error.code).toBe('document_not_found');
    expect((await json(request(other, { document_id: id }))).error.code).toBe('document_not_found');
    expect((await json(request(key, {}))).error.code).toBe('invalid_request');
    expect((await json(request(key, { document_id: id, end_user_id: 'x' }))).error.code).toBe(
      'invalid_request',
    );
    const noScope = await newKey(docent, { scopes: ['chat', 'documents:write'] }, key.appId);
    expect((await json(request(noScope, { document_id: id }))).error.code).toBe('missing_scope');
    // Deleting is the same thing by another name.
    const deleted = await json(docent.api(`/documents/${id}`, { method: 'DELETE', headers: as(noScope) }));
    expect((await completed(key, deleted.erasure_id)).receipt!.removed['documents']).toBe(1);
    expect((await json(request(key, { document_id: id }))).error.code).toBe('document_not_found');
    expect(
      (await json(docent.api(`/erasures/${deleted.erasure_id}`, { headers: as(other) }))).error.code,
    ).toBe('erasure_not_found');
  });

  test('that an answer in the making quotes: the answer is kept without its words', async () => {
    const key = await newAppWithKey(docent);
    const id = await upload(key, 'b.md', `The harvest of ${CANARY} lies in the east barn.`);
    model.chat = { pieces: [`In the east barn, ${CANARY} [1]. `, ...Array(40).fill('More. ')], tokenMs: 25 };
    const response = await docent.api('/chat', {
      json: { message: `Where is the harvest of ${CANARY}?`, stream: true, resumable: true },
      headers: { ...as(key), 'idempotency-key': 'running' },
    });
    const messageId = response.headers.get('x-message-id')!;
    const sessionId = response.headers.get('x-session-id')!;
    let erasing: Promise<any> | undefined;
    const { events } = await readEvents(response, (seen) => {
      if (seen.some(({ event }) => event === 'citation')) erasing ??= json(request(key, { document_id: id }));
      return false;
    });
    expect(events.at(-1)!.event).toBe('end');
    const { erasure } = await erasing;
    await completed(key, erasure.erasure_id);
    await until('the kept events', async () => {
      const { session } = await json(docent.api(`/sessions/${sessionId}`, { headers: as(key) }));
      return session.messages[1].status === 'complete' && session.messages[1].content === '';
    });
    // Batches of a running answer come 100 ms apart, the last after its end.
    await new Promise((resolve) => setTimeout(resolve, 400));
    const count = async (table: 'answer_events' | 'citations' | 'idempotent_results') =>
      (await docent.ctx.db.selectFrom(table).selectAll().where('app_id', '=', key.appId).execute()).length;
    expect([await count('citations'), await count('idempotent_results')]).toEqual([0, 0]);
    const replayed = await docent.api(`/chat/${messageId}/stream`, { headers: as(key) });
    expect(await replayed.text()).not.toContain(CANARY);
  });
});

describe('an erased person', () => {
  test('leaves no session with any key; others and the costs stay', async () => {
    const key = await newAppWithKey(docent);
    const second = await newKey(docent, {}, key.appId);
    model.chat = { pieces: ['It is so [1].'] };
    await upload(key, 'c.md', 'The west barn holds apples and the harvest.');
    const theirs = await Promise.all(
      [key, second].map((one) => ask(one, { end_user_id: CANARY, metadata: { of: CANARY } })),
    );
    const others = await ask(key, { end_user_id: 'somebody else' });
    const usage = await json(docent.api('/usage', { headers: as(key) }));
    expect(await dump(docent.ctx.db)).toContain(CANARY);

    const { erasure } = await json(request(key, { end_user_id: CANARY }));
    const { receipt } = await completed(key, erasure.erasure_id);
    expect(receipt!.removed).toMatchObject({ sessions: 2, messages: 4, citations: 2 });
    expect(isAbout(receipt!, CANARY)).toBe(true);
    expect(await dump(docent.ctx.db)).not.toContain(CANARY);
    for (const { session_id } of theirs)
      expect((await docent.api(`/sessions/${session_id}`, { headers: as(key) })).status).toBe(404);
    expect((await docent.api(`/sessions/${others.session_id}`, { headers: as(key) })).status).toBe(200);
    expect(await json(docent.api('/usage', { headers: as(key) }))).toEqual(usage);
    expect(JSON.stringify(erasure) + JSON.stringify(receipt)).not.toContain(CANARY);
    const journal = filesBelow(docent.ctx.config.erasureJournalDir).map((path) => readFileSync(path, 'utf8'));
    expect(journal.length).toBeGreaterThan(0);
    expect(journal.join()).not.toContain(CANARY);
  });

  test('stops the answers under way, on every process, before the receipt', async () => {
    const key = await newAppWithKey(docent);
    await upload(key, 'd.md', 'The south barn holds pears and the harvest.');
    const beside = await startBeside(docent);
    model.calls.length = 0;
    // Some 20 seconds, if nobody stopped them.
    model.chat = { pieces: ['It is so [1]. ', ...Array(400).fill('More. ')], tokenMs: 50 };
    const answers = await Promise.all(
      [docent.url, beside.url].map((url) =>
        fetch(`${url}/api/v1/chat`, {
          method: 'POST',
          headers: { ...as(key), 'content-type': 'application/json' },
          body: JSON.stringify({ message: 'What about the harvest?', end_user_id: 'pear', stream: true }),
        }),
      ),
    );
    let erasing: Promise<any> | undefined;
    let begun = 0;
    const streams = answers.map((answer) => {
      let counted = false;
      return readEvents(answer, (events) => {
        if (!counted && events.length > 1) {
          counted = true;
          if (++begun === answers.length) erasing = json(request(key, { end_user_id: 'pear' }));
        }
        return false;
      });
    });
    await until('the erasure', () => erasing !== undefined);
    const { erasure } = await erasing;
    const { receipt } = await completed(key, erasure.erasure_id);
    expect(receipt!.left).toMatchObject({ running_answers: 0 });
    // The calls have ended by then, and are paid for.
    const calls = model.calls.filter(({ path }) => path.endsWith('/chat/completions'));
    expect(calls).toHaveLength(2);
    await until('the calls to end', () => calls.every(({ aborted }) => aborted));
    const open = await docent.ctx.db
      .selectFrom('ledger')
      .select('status')
      .where('app_id', '=', key.appId)
      .where('status', '=', 'open')
      .execute();
    expect(open).toEqual([]);
    for (const { events } of await Promise.all(streams)) {
      expect(events.length).toBeLessThan(300);
      expect(events.at(-1)).toMatchObject({ event: 'end', data: { finish_reason: 'stopped' } });
    }
    await beside.close();
    model.chat = {};
  });

  test('of whom nothing is held gets a receipt that says so, and may come back', async () => {
    const key = await newAppWithKey(docent);
    const { erasure } = await json(request(key, { end_user_id: 'nobody' }));
    const { receipt } = await completed(key, erasure.erasure_id);
    expect(receipt!.removed).toEqual({});
    expect(verifyReceipt(receipt, await publicKey())).toMatchObject({ genuine: true });
    const { session_id } = await ask(key, { end_user_id: 'nobody' });
    expect((await docent.api(`/sessions/${session_id}`, { headers: as(key) })).status).toBe(200);
    const { erasures } = await json(docent.api('/erasures', { headers: as(key) }));
    expect(erasures.map(({ erasure_id }: Erasure) => erasure_id)).toEqual([erasure.erasure_id]);
  });
});

describe('a receipt', () => {
  test('that was changed in any field, or is of another server, is not genuine', async () => {
    const key = await newAppWithKey(docent);
    const { erasure } = await json(request(key, { end_user_id: 'someone' }));
    const receipt = (await completed(key, erasure.erasure_id)).receipt! as Record<string, any>;
    const pem = await publicKey();
    const changed = [
      { ...receipt, app_id: 'app_other' },
      { ...receipt, requested_at: new Date(0).toISOString() },
      { ...receipt, completed_at: new Date(0).toISOString() },
      { ...receipt, subject: { ...receipt['subject'], hash: 'f'.repeat(64) } },
      { ...receipt, removed: { sessions: 5 } },
      { ...receipt, left: {} },
      { ...receipt, key_id: 'other' },
      { ...receipt, added: 1 },
      { ...receipt, signature: receipt['signature'].replace(/^./, (c: string) => (c === 'A' ? 'B' : 'A')) },
      {},
    ];
    for (const one of changed) expect(verifyReceipt(one, pem).genuine).toBe(false);
    // The order of fields and the white space mean nothing.
    const reordered = Object.fromEntries(Object.entries(receipt).toReversed());
    expect(verifyReceipt(JSON.parse(JSON.stringify(reordered, null, 4)), pem).genuine).toBe(true);
  });
});

describe('a store that fails', () => {
  test('means no receipt, an alarm and another try', async () => {
    const key = await newAppWithKey(docent);
    const id = await upload(key, 'd.md', 'The barn door is painted green.');
    const { remove } = docent.ctx.blobs;
    docent.ctx.blobs.remove = async () => {
      throw Object.assign(new Error(`/secret/path/${CANARY}`), { code: 'EIO' });
    };
    const { erasure } = await json(request(key, { document_id: id }));
    const failing = await until('the alarm', async () => {
      const found = await json(docent.api(`/erasures/${erasure.erasure_id}`, { headers: as(key) }));
      return found.erasure.problem && (found.erasure as Erasure);
    });
    expect(failing).toMatchObject({ status: 'running', problem: 'the store of files failed (EIO)' });
    expect(failing.receipt).toBeUndefined();
    docent.ctx.blobs.remove = remove;
    const done = await completed(key, erasure.erasure_id);
    expect(done.problem).toBeNull();
    expect(done.receipt!.left['files']).toBe(0);
  });
});
