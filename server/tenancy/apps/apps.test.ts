import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { createCaller } from '../../transport/trpc/router.ts';

let docent: Docent;
let model: ModelServer;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
});
afterAll(async () => {
  await docent.close();
  await model.close();
});

const api = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'fine',
    (error) => error.cause.code ?? error.cause.issues?.[0].path[0],
  );

/** A workspace with an app that has one document and a key. */
async function newApp() {
  const { workspace } = await api().workspaces.create({ name: 'Acme', time_zone: 'Asia/Kolkata' });
  const { workspace_id } = workspace;
  const { app_id } = await api().apps.create({ workspace_id, name: 'Help' });
  const { secret } = await newKey(docent, {}, app_id);
  const headers = bearer(secret);
  await docent.api('/documents', { json: { name: 'a.txt', text: 'The safe opens with marzipan.' }, headers });
  await until('the document', async () => {
    const { documents } = await (await docent.api('/documents', { headers })).json();
    return documents[0]?.status === 'ready';
  });
  const ask = async (message = 'What opens the safe?') =>
    await (await docent.api('/chat', { json: { message }, headers })).json();
  return { workspace_id, app_id, headers, ask };
}

test('settings take effect in chat within a second', async () => {
  const { app_id, ask } = await newApp();
  await api().apps.update({
    app_id,
    chat_model: 'gpt-4o',
    instructions: 'Speak like a pirate.',
    temperature: 0.3,
    language: 'de',
    refusal_text: 'Davon weiß ich nichts.',
    allowed_link_hosts: ['example.com'],
  });
  model.chat = { pieces: ['See [this](https://ev', 'il.test) or https://example.com [1].'] };
  const answer = await until('the new settings', async () => {
    const answer = await ask();
    return answer.model === 'gpt-4o' && answer;
  });
  expect(answer.content).toBe('See this or https://example.com [1].');
  expect(answer.citations).toHaveLength(1);
  const { body } = model.calls.at(-1)!;
  expect(body).toMatchObject({ model: 'gpt-4o', temperature: 0.3 });
  for (const part of ['Speak like a pirate.', 'Answer in German', 'Link only to these hosts: example.com.'])
    expect(body.messages[0].content).toContain(part);
  expect((await ask('Welche Zugspitzbahn fährt nach Ulaanbaatar?')).content).toBe('Davon weiß ich nichts.');

  await api().apps.update({
    app_id,
    chat_model: null,
    temperature: null,
    allowed_link_hosts: null,
    language: 'auto',
  });
  await until('the old settings', async () => (await ask()).model === 'gpt-4o-mini');
  expect(model.calls.at(-1)!.body.temperature).toBeUndefined();
  expect((await ask()).content).toContain('https://evil.test');
  expect(model.calls.at(-1)!.body.messages[0].content).toContain('Answer in the language of the question');
});

test('answers are marked as made by AI, for machines, unless the app says otherwise', async () => {
  const { app_id, headers } = await newApp();
  const send = (json: object) => docent.api('/chat', { json, headers });
  const header = 'ai-disclosure';
  const whole = await send({ message: 'What opens the safe?' });
  expect(whole.headers.get(header)).toBe('mode=ai-originated');
  expect(await whole.json()).toMatchObject({ ai_generated: true });
  const streamed = await send({ message: 'What opens the safe?', stream: true });
  expect(streamed.headers.get(header)).toBe('mode=ai-originated');
  expect(await streamed.text()).toContain('"ai_generated":true');
  const completion = await fetch(`${docent.url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'What opens the safe?' }] }),
  });
  expect(completion.headers.get(header)).toBe('mode=ai-originated');
  expect(await completion.json()).toMatchObject({ ai_generated: true });
  // No AI made an error.
  const refused = await send({ message: '' });
  expect([refused.status, refused.headers.get(header)]).toEqual([400, null]);

  await api().apps.update({ app_id, ai_disclosure: false });
  const unmarked = await until('an answer without the mark', async () => {
    const response = await send({ message: 'What opens the safe?' });
    return !response.headers.has(header) && response;
  });
  expect(await unmarked.json()).not.toHaveProperty('ai_generated');
});

test('the threshold of what counts as found is a setting, with what it would have changed', async () => {
  const { app_id, ask } = await newApp();
  model.chat = { pieces: ['With marzipan [1].'] };
  const far = 'Do penguins in Antarctica like marzipan, snow, herring or volcanoes?';
  expect(await ask()).toMatchObject({ finish_reason: 'stop', extract: false });
  await ask(far);
  const { answers } = await api().conversations.relevance({ app_id });
  expect(answers).toMatchObject([
    { question: far, refused: false },
    { question: 'What opens the safe?', refused: false },
  ]);
  const [low, high] = answers.map(({ relevance }) => relevance) as [number, number];
  expect(low).toBeLessThan(high);

  await api().apps.update({ app_id, least_relevance: Math.min(5, (low + high) / 2) });
  const refused = await until('the higher threshold', async () => {
    const answer = await ask(far);
    return answer.finish_reason === 'no_context' && answer;
  });
  expect(refused.nearest).toEqual([
    {
      document_id: expect.stringMatching(/^doc_/),
      document_name: 'a.txt',
      title: null,
      source_url: null,
      page: null,
      quote: 'The safe opens with marzipan.',
    },
  ]);
  const answered = await ask();
  expect(answered.finish_reason).toBe('stop');
  expect(answered.nearest).toBeUndefined();
  expect((await api().conversations.relevance({ app_id, limit: 2 })).answers).toMatchObject([
    { message_id: answered.message_id, refused: false },
    { message_id: refused.message_id, refused: true },
  ]);
  expect(await codeOf(api().apps.update({ app_id, least_relevance: -1 }))).toBe('least_relevance');
});

test('an archived app refuses its keys and keeps its data', async () => {
  const { app_id, ask } = await newApp();
  await api().apps.archive({ app_id, archived: true });
  const refused = await until('the refusal', async () => {
    const answer = await ask();
    return !answer.success && answer.error;
  });
  expect(refused.code).toBe('app_archived');
  expect((await api().library.list({ app_id })).documents).toHaveLength(1);
  const { apps } = await api().apps.names({});
  expect(apps.map((app) => app.app_id)).not.toContain(app_id);
  await api().apps.archive({ app_id, archived: false });
  await until('the restoration', async () => (await ask()).success);
});

test('a workspace is archived with its apps, and restored with those that went along', async () => {
  const { workspace_id, app_id } = await newApp();
  const other = await api().apps.create({ workspace_id, name: 'Old' });
  await api().apps.archive({ app_id: other.app_id, archived: true });
  await api().workspaces.archive({ workspace_id, archived: true });
  const archived = async () => {
    const { apps } = await api().apps.list({ workspace_id });
    return apps
      .filter((app) => app.archived_at)
      .map((app) => app.app_id)
      .sort();
  };
  expect(await archived()).toEqual([app_id, other.app_id].sort());
  expect(await codeOf(api().apps.archive({ app_id, archived: false }))).toBe('workspace_archived');
  expect(await codeOf(api().apps.create({ workspace_id, name: 'New' }))).toBe('workspace_archived');
  await api().workspaces.archive({ workspace_id, archived: false });
  expect(await archived()).toEqual([other.app_id]);
});

test('what would not work is refused: zones, hosts, temperatures, names', async () => {
  const { workspace_id, app_id } = await newApp();
  for (const time_zone of ['Mars/Olympus', '+01:00', 'CET1', ''])
    expect(await codeOf(api().workspaces.update({ workspace_id, name: 'A', time_zone })), time_zone).toBe(
      'time_zone',
    );
  for (const time_zone of ['UTC', 'Europe/Kyiv', 'America/Argentina/Buenos_Aires'])
    expect((await api().workspaces.update({ workspace_id, name: 'A', time_zone })).workspace.time_zone).toBe(
      time_zone,
    );
  for (const allowed_link_hosts of [['https://x.test'], ['x.test/a'], ['*'], ['a*.test'], ['x y']])
    expect(await codeOf(api().apps.update({ app_id, allowed_link_hosts }))).toBe('allowed_link_hosts');
  for (const temperature of [-1, 2.1, Number.NaN])
    expect(await codeOf(api().apps.update({ app_id, temperature }))).toBe('temperature');
  expect(await codeOf(api().apps.update({ app_id, name: ' ' }))).toBe('name');
  expect(await codeOf(api().apps.update({ app_id, refusal_text: ' \n' }))).toBe('refusal_text');
  expect(await codeOf(api().apps.create({ workspace_id: 'wsp_x', name: 'X' }))).toBe('workspace_not_found');
});

test('each change of the settings is a version that says who, when and what, and can be restored', async () => {
  const { app_id } = await newApp();
  const list = () => api().settingsHistory.list({ app_id });
  expect((await list()).versions).toEqual([]);
  await api().apps.update({ app_id, instructions: 'Be brief.' });
  // What changes nothing is no version.
  await api().apps.update({ app_id, instructions: 'Be brief.' });
  await api().apps.update({ app_id, instructions: 'Be polite.', temperature: 0.5 });
  const { versions, total } = await list();
  expect(total).toBe(3);
  expect(versions).toMatchObject([
    { version: 3, changed_by: 'owner@example.com', changed: ['instructions', 'temperature'] },
    { version: 2, changed: ['instructions'], settings: { instructions: 'Be brief.', temperature: null } },
    { version: 1, changed_by: null, changed: [], settings: { instructions: '' } },
  ]);
  const [row] = await docent.ctx.db
    .selectFrom('settings_versions')
    .select('content')
    .where('app_id', '=', app_id)
    .execute();
  expect(row!.content.toString('latin1')).not.toContain('brief');

  await api().apps.restoreSettings({ app_id, version: 2 });
  const { settings } = await api().apps.get({ app_id });
  expect(settings).toMatchObject({ instructions: 'Be brief.', temperature: null });
  expect((await list()).versions[0]).toMatchObject({ version: 4, changed: ['instructions', 'temperature'] });
  expect(await codeOf(api().apps.restoreSettings({ app_id, version: 9 }))).toBe('settings_version_not_found');
  // A change that is refused is no version.
  expect(await codeOf(api().apps.update({ app_id, temperature: 9 }))).toBe('temperature');
  expect((await list()).total).toBe(4);
});
