import { afterAll, beforeAll, expect, test } from 'vitest';
import { conceptIn, CONCEPT_DIMENSIONS, playConcepts, questionAbout, RIGHT } from '../../../test/concepts.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { until } from '../../../test/until.ts';

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

const DOCUMENTS = 6;
const LANES = 2;

// `npm run bench:switch` is this with a thousand chats, and with a worker that is killed.
test('while vectors are switched, no chat fails and none is answered over vectors of another model', async () => {
  const { appId, secret } = await newAppWithKey(docent);
  const api = async (path: string, json?: object) =>
    (await docent.api(path, { json, headers: bearer(secret) })).json();
  playConcepts(model, { batchMs: 50 });
  // Of the same dimensions, as the worst case.
  await docent.ctx.db
    .updateTable('apps')
    .set({ embedding_model: 'concept', embedding_dimensions: CONCEPT_DIMENSIONS })
    .where('app_id', '=', appId)
    .execute();
  for (let concept = 0; concept < DOCUMENTS; concept++)
    await api('/documents', { name: `${concept}.txt`, text: `A passage about ${conceptIn(concept)} alone.` });
  const ready = async (count: number) =>
    until(
      'the documents',
      async () => (await api('/documents?status=ready&per_page=100')).documents.length === count,
    );
  await ready(DOCUMENTS);

  let over = false;
  const answers: any[] = [];
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let n = lane; !over; n += LANES)
      answers.push(await api('/chat', { message: questionAbout(n % DOCUMENTS) }));
  });
  await until('some chats', async () => answers.length > 10);
  const { embedding_switch } = await api('/embedding/switches', { model: 'other-concept' });
  const path = `/embedding/switches/${embedding_switch.switch_id}`;
  const status = async () => (await api(path)).embedding_switch.status;
  await until('the new vectors', async () => (await status()) === 'ready');
  await api('/documents', { name: 'late.txt', text: `A passage about ${conceptIn(DOCUMENTS)} alone.` });
  await ready(DOCUMENTS + 1);
  await api(`${path}/confirm`, {});
  await until('the switch', async () => (await status()) === 'finished');
  const before = answers.length;
  await until('chats after it', async () => answers.length > before + 10);
  over = true;
  await Promise.all(lanes);

  expect(answers.map(({ content }) => content).filter((content) => content !== RIGHT)).toEqual([]);
  expect((await api('/chat', { message: questionAbout(DOCUMENTS) })).content).toBe(RIGHT);
  const asked = model.calls.filter(({ body }) => body?.input?.length === 1).map(({ body }) => body.model);
  expect(new Set(asked.filter((name) => name.endsWith('concept')))).toEqual(
    new Set(['concept', 'other-concept']),
  );
  const others = async () =>
    docent.ctx.db
      .selectFrom('vector_index')
      .select('generation')
      .distinct()
      .where('app_id', '=', appId)
      .execute();
  await until('the old vectors to be removed', async () => (await others()).length === 1);
  expect(await others()).toEqual([{ generation: 2 }]);
});
