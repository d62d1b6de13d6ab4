import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newKey } from '../../../test/keys.ts';

let docent: Docent;
beforeAll(async () => {
  docent = await startDocent();
});
afterAll(() => docent.close());

const ask = async (headers?: Record<string, string>) =>
  await (
    await docent.api('/chat', { json: { message: 'Who is called first in an outage?' }, headers })
  ).json();
const rate = async (messageId: string, json: object, headers?: Record<string, string>) => {
  const response = await docent.api(`/messages/${messageId}/feedback`, { json, headers });
  return { status: response.status, body: await response.json() };
};
const messagesOf = async (sessionId: string) =>
  (await (await docent.api(`/sessions/${sessionId}`)).json()).session.messages;

test('feedback is kept with its answer, sealed, and given again it replaces the first', async () => {
  const { message_id, session_id } = await ask();
  const comment = 'Forgot the back-up number';
  expect(await rate(message_id, { rating: 'down', comment })).toMatchObject({
    status: 200,
    body: { success: true, message_id, feedback: { rating: 'down', comment } },
  });
  const row = await docent.ctx.db
    .selectFrom('feedback')
    .selectAll()
    .where('message_id', '=', message_id)
    .executeTakeFirstOrThrow();
  expect(row.comment!.toString('latin1')).not.toContain('back-up');
  await rate(message_id, { rating: 'up' });
  const [question, answer] = await messagesOf(session_id);
  expect(question.feedback).toBeNull();
  expect(answer.feedback).toMatchObject({ rating: 'up', comment: null });
  await docent.ctx.db.deleteFrom('sessions').where('session_id', '=', session_id).execute();
  expect(
    await docent.ctx.db
      .selectFrom('feedback')
      .select('rating')
      .where('message_id', '=', message_id)
      .execute(),
  ).toEqual([]);
});

test('feedback is refused for a question, an unknown answer, and another key’s session in a browser', async () => {
  const { message_id, session_id } = await ask();
  const [question] = await messagesOf(session_id);
  const refused = { status: 404, body: { error: { code: 'message_not_found' } } };
  expect(await rate(question.message_id, { rating: 'up' })).toMatchObject(refused);
  const origin = 'https://shop.example.com';
  const { secret } = await newKey(docent, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: [origin],
  });
  const browser = { ...bearer(secret), origin };
  expect(await rate(message_id, { rating: 'up' }, browser)).toMatchObject(refused);
  const own = await ask(browser);
  expect(await rate(own.message_id, { rating: 'up' }, browser)).toMatchObject(refused);
  const visitor = { ...browser, 'x-session-secret': own.session_secret };
  expect((await rate(own.message_id, { rating: 'up' }, visitor)).status).toBe(200);
  expect(await rate(message_id, { rating: 'sideways' })).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid_request' } },
  });
});

test('on legal hold, a rating that was given stays as it is; a first one is taken', async () => {
  const [first, second] = [await ask(), await ask()];
  expect((await rate(first.message_id, { rating: 'down', comment: 'Wrong floor' })).status).toBe(200);
  const { app_id } = await docent.ctx.db
    .selectFrom('messages')
    .select('app_id')
    .where('message_id', '=', first.message_id)
    .executeTakeFirstOrThrow();
  await docent.ctx.db
    .insertInto('retention')
    .values({ app_id, hold_since: new Date(), hold_reason: 'Case' })
    .execute();
  expect(await rate(first.message_id, { rating: 'up' })).toMatchObject({
    status: 409,
    body: { error: { code: 'legal_hold' } },
  });
  expect((await rate(second.message_id, { rating: 'up' })).status).toBe(200);
  const [, answer] = await messagesOf(first.session_id);
  expect(answer.feedback).toMatchObject({ rating: 'down', comment: 'Wrong floor' });
  await docent.ctx.db.deleteFrom('retention').where('app_id', '=', app_id).execute();
});
