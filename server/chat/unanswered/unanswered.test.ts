import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { until } from '../../../test/until.ts';

let model: ModelServer;
let docent: Docent;
let app: TestKey;
beforeAll(async () => {
  model = await startModelServer();
  model.chat = {
    pieces: (messages) => {
      const last = messages.at(-1)!.content;
      // A follow-up is searched for as it was asked.
      if (messages[0]!.content.startsWith('Rewrite')) return [last.split('user: ').at(-1)!];
      return last.includes('ferry') ? ['I do not know.'] : ['Three hours ', '[1].'];
    },
  };
  docent = await startDocent({}, modelEnvironment(model));
  app = await newAppWithKey(docent);
  const text = 'The ferry to the island takes three hours. The museum of clocks opens at ten.';
  const { documents } = await send('/documents', { name: 'island.md', text });
  await until('the document', async () => {
    const { document } = await send(`/documents/${documents[0].document_id}`);
    return document.status === 'ready';
  });
});
afterAll(async () => {
  await docent.close();
  await model.close();
});

async function send(path: string, json?: object, method = json ? 'POST' : 'GET', secret = app.secret) {
  const response = await docent.api(path, { method, json, headers: bearer(secret) });
  return response.json();
}
const ask = (message: string, more: object = {}, secret?: string) =>
  send('/chat', { message, ...more }, 'POST', secret);
const groups = async (query = '', secret?: string) =>
  (await send(`/unanswered${query}`, undefined, 'GET', secret)).groups as any[];
const review = (message_ids: string[], state: string) => send('/unanswered', { message_ids, state }, 'PUT');

test('questions without a good answer are grouped, reviewed, and new again when they are asked again', async () => {
  await ask('How much is the ferry ticket to the island?');
  await ask('How much is a ticket of the island ferry?');
  const good = await ask('When does the museum of clocks open?');
  const bad = await ask('Which clocks are in the museum of the island?');
  await send(`/messages/${bad.message_id}/feedback`, { rating: 'down', comment: 'Not what I asked.' });

  const found = await groups();
  expect(found.map(({ count, state, reasons }) => ({ count, state, reasons }))).toEqual([
    { count: 2, state: 'new', reasons: { without_source: 2 } },
    { count: 1, state: 'new', reasons: { thumbs_down: 1 } },
  ]);
  expect(found[1].questions[0]).toMatchObject({ comment: 'Not what I asked.', message_id: bad.message_id });
  expect(JSON.stringify(found)).not.toContain(good.message_id);
  expect(found[0].recent).toBe(2);

  await review(found[0].message_ids, 'fixed');
  await review(found[1].message_ids, 'ignored');
  expect(await groups('?state=new')).toEqual([]);
  expect((await groups('?state=fixed'))[0].count).toBe(2);
  await ask('How much is the ticket for the ferry to the island?');
  expect((await groups('?state=new')).map(({ count }) => count)).toEqual([3]);
  // What was ignored stays so.
  const again = await ask('Which clocks are in the museum of that island?');
  await send(`/messages/${again.message_id}/feedback`, { rating: 'down' });
  expect((await groups('?state=ignored'))[0].count).toBe(2);
  await review([again.message_id, bad.message_id], 'new');
  expect(await groups('?state=ignored')).toEqual([]);
});

test('a question that is asked again in other words within minutes counts, another one does not', async () => {
  const { session_id } = await ask('How long is the crossing to the island?');
  await ask('How long does the crossing to the island take?', { session_id });
  await ask('When does the museum of clocks open?', { session_id });
  const found = (await groups()).filter(({ question }) => question.includes('crossing'));
  expect(found).toMatchObject([{ reasons: { rephrased: 1 } }]);
});

test('an unknown answer is refused, and one that was erased is gone', async () => {
  const { message_id, session_id } = await ask('Does the ferry carry horses?');
  const unknown = await send('/unanswered', { message_ids: [message_id, 'msg_none'], state: 'fixed' }, 'PUT');
  expect(unknown.error.code).toBe('message_not_found');
  await review([message_id], 'fixed');
  await docent.api(`/sessions/${session_id}`, { method: 'DELETE', headers: bearer(app.secret) });
  expect(JSON.stringify(await groups())).not.toContain('horses');
  const left = await docent.ctx.db
    .selectFrom('unanswered_reviews')
    .selectAll()
    .where('message_id', '=', message_id)
    .execute();
  expect(left).toEqual([]);
});

test('a key with a filter sees and reviews what was asked with it', async () => {
  const scopes = ['chat', 'sessions:read', 'sessions:write'] as const;
  const { secret } = await newKey(docent, { scopes: [...scopes], filter: { name: 'island.md' } }, app.appId);
  expect(await groups('', secret)).toEqual([]);
  await ask('Is there a sleeper ferry?', {}, secret);
  expect((await groups('', secret)).map(({ question }) => question)).toEqual(['Is there a sleeper ferry?']);
  const other = (await groups()).find(({ question }) => question.includes('ticket'));
  const refused = await send(
    '/unanswered',
    { message_ids: other.message_ids, state: 'fixed' },
    'PUT',
    secret,
  );
  expect(refused.error.code).toBe('message_not_found');
});
