// Curated answers over the API: found and cited like documents, said as they are, switched off, timed, tested, erased.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { until } from '../../../test/until.ts';

let model: ModelServer;
let docent: Docent;
let app: TestKey;
/** Questions that reached the model. */
let asked: string[] = [];
beforeAll(async () => {
  model = await startModelServer();
  model.chat = {
    pieces: (messages) => {
      asked.push(messages.at(-1)!.content);
      return ['As the first source says ', '[1].'];
    },
  };
  docent = await startDocent({}, modelEnvironment(model));
  app = await newAppWithKey(docent);
  const text = 'The ferry to the island takes three hours. Dogs travel on deck.';
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
const isReady = (answer_id: string) =>
  until('the curated answer', async () => {
    const { curated_answer } = await send(`/curated-answers/${answer_id}`);
    // A change of words makes a new version of a document that is ready.
    const { document } = await send(`/documents/${curated_answer.document_id}`);
    return curated_answer.status === 'ready' && document.new_version === null;
  });
async function write(input: object) {
  const { curated_answer } = await send('/curated-answers', input);
  await isReady(curated_answer.answer_id);
  return curated_answer as { answer_id: string; document_id: string };
}
async function ask(message: string, more: object = {}, secret?: string) {
  asked = [];
  const answer = await send('/chat', { message, ...more }, 'POST', secret);
  return { ...answer, asked };
}

const TICKET = 'How much is the ferry ticket to the island?';
const PRICE = {
  questions: [TICKET, 'What does the crossing cost?'],
  text: 'A ticket costs **40 crowns**, see [the tariff](https://ferry.example/tariff).',
  source_name: 'Tariff 2026',
  source_url: 'https://ferry.example/tariff',
};

test('a question with the same words gets the text without a call of a model; another one finds it as a passage', async () => {
  const { answer_id, document_id } = await write(PRICE);
  const citation = {
    index: 1,
    document_id,
    document_name: 'Tariff 2026',
    source_url: 'https://ferry.example/tariff',
    curated: true,
    quote: PRICE.text,
  };
  const direct = await ask('how much is the FERRY ticket to the island');
  expect(direct).toMatchObject({
    content: `${PRICE.text} [1]`,
    citations: [citation],
    finish_reason: 'stop',
    usage: { total_tokens: 0 },
    asked: [],
  });
  expect((await ask('The crossing: what does it cost?')).asked).toHaveLength(1);
  const other = await ask('Is a ticket for the ferry to the island cheaper for children?');
  expect(other.asked).toHaveLength(1);
  expect(other.citations).toMatchObject([{ document_id, curated: true }]);
  // With the conversation kept, and its citation.
  const { session } = await send(`/sessions/${direct.session_id}`);
  expect(session.messages[1].citations).toMatchObject([citation]);

  // New words: the text before is used until they are ready, then only they are.
  await send(`/curated-answers/${answer_id}`, { text: 'A ticket costs 45 crowns.' }, 'PUT');
  await isReady(answer_id);
  expect((await ask(TICKET)).content).toBe('A ticket costs 45 crowns. [1]');
  // Links are held to the hosts of the app, as in any answer.
  await docent.ctx.db
    .updateTable('apps')
    .set({ allowed_link_hosts: ['island.example'] })
    .where('app_id', '=', app.appId)
    .execute();
  await send(`/curated-answers/${answer_id}`, { text: PRICE.text }, 'PUT');
  await isReady(answer_id);
  await until('the setting', async () => !(await ask(TICKET)).content.includes('https://ferry.example'));
  await docent.ctx.db.updateTable('apps').set({ allowed_link_hosts: null }).execute();
});

test('one that is off, scheduled or expired is not found; switching is at once and keeps what was said', async () => {
  const { answer_id, document_id } = await write({
    questions: ['Who repairs the capstan?'],
    text: 'The harbour workshop repairs the capstan.',
  });
  const question = 'who repairs the capstan?';
  const said = await ask(question);
  expect(said.citations).toMatchObject([{ document_id }]);
  const finds = async () => {
    const { results } = await send('/search', { query: question });
    return results.some((one: any) => one.document_id === document_id);
  };
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  for (const [change, state] of [
    [{ enabled: false }, 'off'],
    [{ enabled: true, valid_from: day(1) }, 'scheduled'],
    [{ valid_from: day(-2), valid_until: day(-1) }, 'expired'],
  ] as const) {
    const { curated_answer } = await send(`/curated-answers/${answer_id}`, change, 'PUT');
    expect(curated_answer.state).toBe(state);
    expect([state, await finds()]).toEqual([state, false]);
  }
  const refused = await send(`/curated-answers/${answer_id}`, { valid_from: day(1) }, 'PUT');
  expect(refused.error.message).toContain('valid_until must be after valid_from');
  await send(`/curated-answers/${answer_id}`, { valid_until: null }, 'PUT');
  expect(await finds()).toBe(true);
  const { session } = await send(`/sessions/${said.session_id}`);
  expect(session.messages[1].content).toContain('harbour workshop');
  await send(`/curated-answers/${answer_id}`, undefined, 'DELETE');
  expect(await finds()).toBe(false);
});

test('filters of requests and keys hold for it, and a document cannot take its place', async () => {
  const { answer_id, document_id } = await write({
    questions: ['What is the code of the crew door?'],
    text: 'The code of the crew door is on the notice board.',
    source_url: 'https://ferry.example/doors',
    metadata: { audience: 'crew' },
  });
  const question = 'What is the code of the crew door?';
  const scopes = ['chat', 'documents:read'] as const;
  const { secret } = await newKey(
    docent,
    { scopes: [...scopes], filter: { metadata: { audience: 'guests' } } },
    app.appId,
  );
  expect((await ask(question)).asked).toEqual([]);
  expect(JSON.stringify(await ask(question, {}, secret))).not.toContain('notice board');
  expect(JSON.stringify(await ask(question, { filter: { metadata: { audience: 'guests' } } }))).not.toContain(
    'notice board',
  );
  expect((await send('/curated-answers', undefined, 'GET', secret)).curated_answers).toEqual([]);
  expect((await send(`/curated-answers/${answer_id}`, undefined, 'GET', secret)).error.code).toBe(
    'curated_answer_not_found',
  );
  for (const [path, json, method] of [
    [`/documents/${document_id}`, { text: 'Another text.' }, 'PUT'],
    [`/documents/${document_id}/refresh`, {}, 'POST'],
  ] as const)
    expect((await send(path, json, method)).error).toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('is a curated answer'),
    });
});

test('it is a test of a set by itself while it is in use, and goes with its document', async () => {
  const { answer_id, document_id } = await write({
    questions: ['When does the lighthouse close?'],
    text: 'The lighthouse closes at eight.',
  });
  const { evaluation_sets } = await send('/evaluation-sets');
  const set = evaluation_sets.find(({ name }: any) => name === 'Curated answers');
  const tests = async () =>
    (await send(`/evaluation-sets/${set.set_id}/questions`)).questions.filter(
      (one: any) => one.expected_document === document_id,
    );
  expect(await tests()).toMatchObject([{ question: 'When does the lighthouse close?' }]);
  await send(
    `/curated-answers/${answer_id}`,
    { questions: ['At what time does the lighthouse close?'] },
    'PUT',
  );
  expect(await tests()).toMatchObject([{ question: 'At what time does the lighthouse close?' }]);
  await isReady(answer_id);
  const run = async () => {
    const { evaluation_run } = await send(`/evaluation-sets/${set.set_id}/runs`, {});
    const { run_id } = evaluation_run;
    await until('the run', async () => {
      const now = await send(`/evaluation-runs/${run_id}`);
      return now.evaluation_run.status === 'completed';
    });
    const { results } = await send(`/evaluation-runs/${run_id}/results?per_page=100`);
    return results.find(({ question }: any) => question.startsWith('At what time does the lighthouse'));
  };
  expect(await run()).toMatchObject({ passed: true, rank: 1, answer: 'The lighthouse closes at eight. [1]' });
  await send(`/curated-answers/${answer_id}`, { enabled: false }, 'PUT');
  expect(await run()).toBeUndefined();
  await send(`/documents/${document_id}`, undefined, 'DELETE');
  expect((await send(`/curated-answers/${answer_id}`)).error.code).toBe('curated_answer_not_found');
  expect(await tests()).toEqual([]);
});

test('what was unanswered becomes fixed with it; an unknown answer changes nothing', async () => {
  model.chat = { pieces: () => ['I do not know.'] };
  const { message_id } = await ask('Where is lost property kept?');
  model.chat = { pieces: () => ['As the first source says ', '[1].'] };
  const answer = { questions: ['Where is lost property kept?'], text: 'At the harbour office.' };
  const { total } = await send('/curated-answers');
  const unknown = await send('/curated-answers', { ...answer, message_ids: [message_id, 'msg_none'] });
  expect(unknown.error.code).toBe('message_not_found');
  expect((await send('/curated-answers')).total).toBe(total);
  await send('/curated-answers', { ...answer, message_ids: [message_id] });
  const { groups } = await send('/unanswered?state=fixed');
  expect(groups.map(({ question }: any) => question)).toEqual(['Where is lost property kept?']);
  const { secret } = await newKey(docent, { scopes: ['documents:write'] }, app.appId);
  const scoped = await send('/curated-answers', { ...answer, message_ids: [message_id] }, 'POST', secret);
  expect(scoped.error.details).toEqual({ scope: 'sessions:write' });
});
