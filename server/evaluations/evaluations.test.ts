// Question sets, their runs and comparisons, over the API; the answers come from a model server that is told what to say.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../test/harness.ts';
import { bearer, demoAppId, newKey } from '../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import { ownerOf } from '../../test/tenant.ts';
import { until } from '../../test/until.ts';

let model: ModelServer;
let docent: Docent;
let appId: string;
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, { ...modelEnvironment(model), RERANK_URL: `${model.url}/rerank` });
  appId = await demoAppId(docent);
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
afterEach(() => {
  model.chat = {};
});

const FIRST = 'Who is called first in an outage?';
const RETURNS = 'Within how many days of delivery may customers return an unused item?';
const MENU = 'What is on the menu of the canteen on Fridays?';

/** Says what the first source says, and cites it; of the canteen it knows nothing. */
const answerFromSource = (messages: { role: string; content: string }[]): string[] => {
  const asked = messages.at(-1)!.content;
  if (asked === MENU) return ['The sources do not say.'];
  // A follow-up is searched for as the question before it.
  if (messages[0]!.content.startsWith('Rewrite')) return [FIRST];
  const source = /\[1\] .*\n([\s\S]*?)(?:\n\n\[2\]|$)/.exec(messages[0]!.content)?.[1] ?? '';
  return [`${source} `, '[1]'];
};

async function send(path: string, json?: object, method = json ? 'POST' : 'GET', headers = {}) {
  const response = await docent.api(path, { method, json, headers });
  const body = await response.json();
  return { status: response.status, body };
}

async function newSet(questions: object[], set: object = {}) {
  const { body } = await send('/evaluation-sets', { name: 'Handbook', ...set });
  const { set_id } = body.evaluation_set;
  if (questions.length > 0) {
    const added = await send(`/evaluation-sets/${set_id}/questions`, { questions });
    expect(added.status, JSON.stringify(added.body)).toBe(200);
  }
  return set_id as string;
}

const isOver = async (run_id: string) =>
  (await send(`/evaluation-runs/${run_id}`)).body.evaluation_run.status !== 'running';

async function run(set_id: string, input: object = {}) {
  const { status, body } = await send(`/evaluation-sets/${set_id}/runs`, input);
  expect(status, JSON.stringify(body)).toBe(202);
  const { run_id } = body.evaluation_run;
  await until('the run', () => isOver(run_id));
  return (await send(`/evaluation-runs/${run_id}`)).body.evaluation_run;
}

const QUESTIONS = [
  { question: FIRST, expected_document: 'outage-playbook.md', expected_words: ['ON-CALL'], tags: ['outage'] },
  { question: RETURNS, expected_document: 'returns-and-refunds.md', expected_words: ['45  days', 'a year'] },
  { question: MENU, unanswerable: true },
];

describe('a run', () => {
  test('scores retrieval, citation, words and refusals, and costs what it says', async () => {
    model.chat = { pieces: answerFromSource };
    const set_id = await newSet(QUESTIONS);
    const before = await ledgerOf();
    const conversations = (await send('/sessions?include_all=true')).body.sessions.length;
    const done = await run(set_id);
    expect(done).toMatchObject({ status: 'completed', error: null, started_by: 'request' });
    expect(done.summary).toMatchObject({
      questions: 3,
      answered: 3,
      failed: 0,
      passed: 2,
      recall: 1,
      unanswerable_refused: 1,
      answerable_refused: 0,
      cited: 1,
    });
    expect(done.summary.mean_reciprocal_rank).toBeGreaterThan(0.5);
    expect(done.summary.words).toBeCloseTo(2 / 3);
    expect(done.summary.latency_p95_ms).toBeGreaterThanOrEqual(done.summary.latency_ms);

    const { results } = (await send(`/evaluation-runs/${done.run_id}/results`)).body;
    expect(results.map((result: any) => [result.question, result.passed, result.words_found])).toEqual([
      [FIRST, true, 1],
      [RETURNS, false, 1],
      [MENU, true, 0],
    ]);
    expect(results[0]).toMatchObject({ rank: 1, cited: true, abstained: false, tags: ['outage'] });
    expect(results[0].citations[0]).toMatchObject({ document_name: 'outage-playbook.md' });
    expect(results[0].answer).toContain('[1]');
    const failed = (await send(`/evaluation-runs/${done.run_id}/results?passed=false`)).body;
    expect([failed.total, failed.results[0].question]).toEqual([1, RETURNS]);

    const after = await ledgerOf();
    expect(after.calls - before.calls).toBe(6);
    expect(after.dollars - before.dollars).toBeCloseTo(done.summary.cost, 12);
    expect(done.summary.cost).toBeGreaterThan(0);
    expect(after.open).toBe(0);
    expect((await send('/sessions?include_all=true')).body.sessions.length).toBe(conversations);
  });

  test('is resumed where it was: what was answered is not asked again', async () => {
    model.chat = { pieces: answerFromSource };
    const set_id = await newSet(QUESTIONS);
    const first = await run(set_id);
    // As if the process had died after the first answer.
    await docent.ctx.db
      .updateTable('evaluation_results')
      .set({ status: 'waiting', passed: null, content: null })
      .where('run_id', '=', first.run_id)
      .where('question_id', 'in', (query) =>
        query
          .selectFrom('evaluation_questions')
          .select('question_id')
          .where('set_id', '=', set_id)
          .offset(1)
          .orderBy('question_id')
          .limit(2),
      )
      .execute();
    await docent.ctx.db
      .updateTable('evaluation_runs')
      .set({ status: 'failed', summary: null })
      .where('run_id', '=', first.run_id)
      .execute();
    const asked = model.calls.length;
    expect((await send(`/evaluation-runs/${first.run_id}/resume`, {})).status).toBe(202);
    await until('the rest', () => isOver(first.run_id));
    const chats = model.calls.slice(asked).filter(({ path }) => path.endsWith('/chat/completions'));
    expect(chats.map(({ body }) => body.messages.at(-1).content)).toEqual([RETURNS, MENU]);
    const { evaluation_run } = (await send(`/evaluation-runs/${first.run_id}`)).body;
    expect(evaluation_run.summary).toEqual({ ...first.summary, ...timesOf(evaluation_run.summary) });
    const again = await send(`/evaluation-runs/${first.run_id}/resume`, {});
    expect([again.status, again.body.error.code]).toEqual([409, 'evaluation_run_state']);
  });

  test('can be cancelled, and the job that had it writes nothing more', async () => {
    let go = () => {};
    const gate = new Promise<undefined>((resolve) => (go = () => resolve(undefined)));
    model.chat = { play: () => gate };
    const set_id = await newSet(QUESTIONS);
    const { run_id } = (await send(`/evaluation-sets/${set_id}/runs`, {})).body.evaluation_run;
    const asked = () =>
      model.calls.some(({ path, closedAt }) => path.endsWith('/chat/completions') && !closedAt);
    await until('the first question', async () => asked());
    const second = await send(`/evaluation-sets/${set_id}/runs`, {});
    expect([second.status, second.body.error.code]).toEqual([409, 'evaluation_run_state']);
    const { body } = await send(`/evaluation-runs/${run_id}/cancel`, {});
    expect(body.evaluation_run).toMatchObject({ status: 'cancelled', summary: { answered: 0 } });
    go();
    await until('its calls are settled', async () => (await ledgerOf()).open === 0);
    const { evaluation_run } = (await send(`/evaluation-runs/${run_id}`)).body;
    expect(evaluation_run).toMatchObject({ status: 'cancelled', summary: { questions: 3, answered: 0 } });
  });

  test('notes a question that the model server refuses, and asks the others', async () => {
    model.chat = {
      play: (body) =>
        body.messages.at(-1).content === RETURNS
          ? { status: 400, json: { error: { message: 'no', code: 'content_policy' } } }
          : undefined,
      pieces: answerFromSource,
    };
    const done = await run(await newSet(QUESTIONS));
    expect(done).toMatchObject({ status: 'completed', summary: { answered: 2, failed: 1, passed: 2 } });
    const { results } = (await send(`/evaluation-runs/${done.run_id}/results`)).body;
    expect(results[1]).toMatchObject({ status: 'failed', error_code: 'model_failed', passed: null });
  });

  test('ends with the reason where the budget is used up, and goes on later', async () => {
    model.chat = { pieces: answerFromSource };
    const owner = ownerOf(docent);
    const set_id = await newSet(QUESTIONS);
    await owner.budgets.set({ app_id: appId, key_id: null, cap: '0.000001' });
    const refused = await run(set_id);
    expect(refused).toMatchObject({ status: 'failed', summary: { answered: 0 } });
    expect(refused.error).toContain('budget');
    await owner.budgets.set({ app_id: appId, key_id: null, cap: null });
    expect((await send(`/evaluation-runs/${refused.run_id}/resume`, {})).status).toBe(202);
    await until('the rest', () => isOver(refused.run_id));
    const { evaluation_run } = (await send(`/evaluation-runs/${refused.run_id}`)).body;
    expect(evaluation_run).toMatchObject({ status: 'completed', error: null, summary: { answered: 3 } });
  });

  test('that no job works on any more is failed, and can be resumed', async () => {
    const done = await run(await newSet(QUESTIONS.slice(0, 1)));
    const { db } = docent.ctx;
    await db
      .updateTable('evaluation_runs')
      .set({ status: 'running', updated_at: new Date(Date.now() - 600_000) })
      .where('run_id', '=', done.run_id)
      .execute();
    // Sent again until it is found: at first the run's own job may not have ended yet.
    await until('the run to be failed', async () => {
      await docent.ctx.queue.boss.send('settle-abandoned', {});
      return isOver(done.run_id);
    });
    const { evaluation_run } = (await send(`/evaluation-runs/${done.run_id}`)).body;
    expect(evaluation_run).toMatchObject({ status: 'failed', error: expect.stringContaining('interrupted') });
  });

  test('searches the vectors of an embedding switch before it is confirmed, and the gate asks for that', async () => {
    model.chat = { pieces: answerFromSource };
    const set_id = await newSet(QUESTIONS.slice(0, 1), { gate: true });
    const started = await send('/embedding/switches', { model: 'test-embedding', query_prefix: 'query: ' });
    const { switch_id } = started.body.embedding_switch;
    const state = async () =>
      (await send(`/embedding/switches/${switch_id}`)).body.embedding_switch.status as string;
    await until('the new vectors', async () => (await state()) === 'ready');
    const confirm = (json: object) => send(`/embedding/switches/${switch_id}/confirm`, json);
    const refused = await confirm({});
    expect([refused.status, refused.body.error.code]).toEqual([409, 'evaluation_gate']);
    const asked = model.calls.length;
    const done = await run(set_id, { switch_id });
    expect(done).toMatchObject({ status: 'completed', switch_id, summary: { recall: 1, passed: 1 } });
    expect(done.settings.changed).toContain('embedding_generation');
    const [embedded] = model.calls.slice(asked).filter(({ path }) => path.endsWith('/embeddings'));
    expect(embedded!.body.input).toEqual([`query: ${FIRST}`]);
    expect((await confirm({})).status).toBe(202);
    await until('the switch', async () => (await state()) === 'finished');
    await send(`/evaluation-sets/${set_id}`, undefined, 'DELETE');
  });

  test('asks a follow-up with what was said before', async () => {
    model.chat = { pieces: answerFromSource };
    const turns = [
      { role: 'user', content: FIRST },
      { role: 'assistant', content: 'The on-call engineer [1].' },
    ];
    const asked = model.calls.length;
    await run(await newSet([{ question: 'And who is second?', turns }]));
    const [, last] = model.calls.slice(asked).filter(({ path }) => path.endsWith('/chat/completions'));
    expect(last!.body.messages.slice(1)).toEqual([...turns, { role: 'user', content: 'And who is second?' }]);
  });
});

const timesOf = ({ latency_ms, latency_p95_ms, first_token_ms }: any) => ({
  latency_ms,
  latency_p95_ms,
  first_token_ms,
});

async function ledgerOf() {
  const rows = await docent.ctx.db
    .selectFrom('ledger')
    .select(['status', 'cost'])
    .where('app_id', '=', appId)
    .execute();
  return {
    calls: rows.length,
    open: rows.filter(({ status }) => status === 'open').length,
    dollars: rows.reduce((sum, { cost }) => sum + Number(cost ?? 0), 0),
  };
}

describe('a re-ranking model', () => {
  const ofRerank = (path: string) => path.endsWith('/rerank');
  /** Scores what names the playbook's document last. */
  const lastIsPlaybook = (texts: string[]) =>
    texts.map((text, index) => ({
      index,
      relevance_score: text.startsWith('outage-playbook.md') ? -1 : 1 - index / 99,
    }));

  test('is measured by two runs, with and without it, and its calls are in the ledger', async () => {
    const asked: any[] = [];
    model.chat = {
      pieces: answerFromSource,
      play(body, { path }) {
        if (!ofRerank(path)) return undefined;
        asked.push(body);
        return { json: { results: lastIsPlaybook(body.documents), usage: { total_tokens: 321 } } };
      },
    };
    const set_id = await newSet(QUESTIONS.slice(0, 1));
    const before = await run(set_id);
    expect(asked).toHaveLength(0);
    const after = await run(set_id, { settings: { rerank_model: 'test-ranker' } });
    expect(after.settings.changed).toEqual(['rerank_model']);
    expect(asked[0]).toMatchObject({ model: 'test-ranker', query: FIRST });
    const rankOf = async (run_id: string) =>
      (await send(`/evaluation-runs/${run_id}/results`)).body.results[0].rank;
    expect(await rankOf(before.run_id)).toBe(1);
    expect(await rankOf(after.run_id)).not.toBe(1);
    const { body } = await send(`/evaluation-runs/${after.run_id}/comparison?base_run_id=${before.run_id}`);
    expect(JSON.stringify(body)).toContain('worse');
    const calls = await docent.ctx.db
      .selectFrom('ledger')
      .select(['status', 'model', 'input_tokens', 'output_tokens', 'estimated'])
      .where('kind', '=', 'rerank')
      .execute();
    expect(calls).toEqual([
      { status: 'settled', model: 'test-ranker', input_tokens: 321, output_tokens: 0, estimated: false },
    ]);
  });

  test('speaks the other form, and fails no answer: passages stay as they were found', async () => {
    await docent.ctx.db
      .updateTable('apps')
      .set({ rerank_model: 'test-ranker' })
      .where('app_id', '=', appId)
      .execute();
    const headers = bearer((await newKey(docent, {}, appId)).secret);
    const ask = async () => (await docent.api('/chat', { json: { message: FIRST }, headers })).json();
    try {
      for (const played of [
        { status: 500, json: {} },
        { json: { results: [] } },
        { raw: 'ok', contentType: 'text/plain' },
      ]) {
        model.chat = {
          pieces: ['The on-call engineer [1].'],
          play: (_body, { path }) => (ofRerank(path) ? played : undefined),
        };
        expect((await ask()).citations).toMatchObject([{ document_name: 'outage-playbook.md' }]);
      }
      model.chat = {
        pieces: ['Something else [1].'],
        play(body, { path }) {
          if (!ofRerank(path)) return undefined;
          if (!body.texts) return { status: 422, json: { error: 'missing field `texts`' } };
          return {
            json: lastIsPlaybook(body.texts).map(({ index, relevance_score: score }) => ({ index, score })),
          };
        },
      };
      const { citations } = await ask();
      expect(citations).toHaveLength(1);
      expect(citations[0].document_name).not.toBe('outage-playbook.md');
    } finally {
      await docent.ctx.db
        .updateTable('apps')
        .set({ rerank_model: null })
        .where('app_id', '=', appId)
        .execute();
    }
  });
});

test('two runs side by side: what got better and worse', async () => {
  const set_id = await newSet(QUESTIONS);
  model.chat = { pieces: answerFromSource };
  const base = await run(set_id);
  model.chat = {
    pieces: (messages) =>
      messages.at(-1)!.content === FIRST ? ['I do not know.'] : ['Within 45 days, or a year [1].'],
  };
  const next = await run(set_id, { settings: { instructions: 'Be brief.' } });
  expect(next.settings.changed).toEqual(['instructions']);
  const { body } = await send(`/evaluation-runs/${next.run_id}/comparison?base_run_id=${base.run_id}`);
  const asked = (list: any[]) => list.map(({ question }) => question);
  expect([asked(body.better), asked(body.worse), body.same, body.not_compared]).toEqual([
    [RETURNS],
    [FIRST, MENU],
    0,
    0,
  ]);
  expect(body.worse[0]).toMatchObject({
    base: { passed: true, abstained: false },
    run: { passed: false, abstained: true, answer: 'I do not know.' },
  });
  // A question that was changed in between is not compared.
  const { question_id } = body.worse[0];
  await send(`/evaluation-sets/${set_id}/questions/${question_id}`, { expected_words: [] }, 'PUT');
  const third = await run(set_id);
  const compared = await send(`/evaluation-runs/${third.run_id}/comparison?base_run_id=${base.run_id}`);
  expect(compared.body.not_compared).toBe(1);
  const other = await run(await newSet([{ question: FIRST }]));
  const refused = await send(`/evaluation-runs/${other.run_id}/comparison?base_run_id=${base.run_id}`);
  expect([refused.status, refused.body.error.code]).toEqual([400, 'invalid_request']);
});

describe('CSV', () => {
  const FILE = [
    'question,expected_document,expected_words,unanswerable,tags,turns',
    `"Who, first?",outage-playbook.md,on-call|engineer,,a|b,"user: Hello\nassistant: Hi"`,
    '=1+1,,,yes,,',
    '',
  ].join('\r\n');

  test('comes in and goes out the same, guarded against formulas', async () => {
    const set_id = await newSet([]);
    const { body } = await send(`/evaluation-sets/${set_id}/questions`, { csv: FILE });
    expect(body.questions).toMatchObject([
      {
        question: 'Who, first?',
        expected_words: ['on-call', 'engineer'],
        tags: ['a', 'b'],
        turns: [
          { role: 'user', content: 'Hello' },
          { role: 'assistant', content: 'Hi' },
        ],
      },
      { question: '=1+1', unanswerable: true, expected_document: null },
    ]);
    const out = await (await docent.api(`/evaluation-sets/${set_id}/questions?format=csv`)).text();
    expect(out).toContain("'=1+1");
    const copy = await newSet([]);
    const again = await send(`/evaluation-sets/${copy}/questions`, { csv: out });
    const plain = (questions: any[]) =>
      questions.map((question) => ({ ...question, question_id: '', created_at: '', updated_at: '' }));
    expect(plain(again.body.questions)).toEqual(plain(body.questions));
  });

  test.each([
    ['a,b\n1,2', 'csv: the first row must name the columns'],
    ['question,answer\nx,y', 'csv: unknown column answer'],
    ['question\n', 'csv: has no questions'],
    ['question,unanswerable\nFine?,no\n,no\nReally?,maybe', 'csv row 3, question'],
    [
      'question,expected_document,unanswerable\nA?,a.md,yes',
      'csv row 2, unanswerable: an unanswerable question',
    ],
    ['question,turns\nA?,Hello', 'csv row 2, turns: must begin with "user: "'],
    ['question,tags\n"A?,x', 'csv row 2'],
  ])('%j is refused by row and column', async (csv, message) => {
    const set_id = await newSet([]);
    const { status, body } = await send(`/evaluation-sets/${set_id}/questions`, { csv });
    expect([status, body.error.code]).toEqual([400, 'invalid_request']);
    expect(body.error.message).toContain(message);
    expect((await send(`/evaluation-sets/${set_id}/questions`)).body.total).toBe(0);
  });

  test('of results has every question, with exact costs', async () => {
    model.chat = { pieces: answerFromSource };
    const done = await run(await newSet(QUESTIONS));
    const response = await docent.api(`/evaluation-runs/${done.run_id}/results?format=csv`);
    expect(response.headers.get('content-type')).toContain('text/csv');
    const lines = await response.text();
    expect(lines).toContain(`${FIRST},answered,true,false,false,1,true,1,1,`);
  });
});

describe('a question from a conversation', () => {
  test('is saved with its turns and the cited document, and goes with its session', async () => {
    model.chat = { pieces: answerFromSource };
    const end_user_id = 'person-of-a-test';
    const first = await send('/chat', { message: FIRST, end_user_id });
    const { session_id } = first.body;
    const second = await send('/chat', { message: 'And who is called then?', session_id });
    const set_id = await newSet([]);
    const { message_id } = second.body;
    const { body } = await send(`/evaluation-sets/${set_id}/questions`, { message_id });
    expect(body.questions).toMatchObject([
      {
        question: 'And who is called then?',
        turns: [{ role: 'user', content: FIRST }, { role: 'assistant' }],
        expected_document: second.body.citations[0].document_id,
        from_conversation: true,
      },
    ]);
    const done = await run(set_id);
    expect(done.summary).toMatchObject({ questions: 1, passed: 1 });
    const { erasure } = (await send('/erasures', { end_user_id })).body;
    await until('the erasure', async () => {
      const { body } = await send(`/erasures/${erasure.erasure_id}`);
      return body.erasure.status === 'completed';
    });
    expect((await send(`/evaluation-sets/${set_id}/questions`)).body.total).toBe(0);
    const results = await send(`/evaluation-runs/${done.run_id}/results`);
    expect(results.body.total).toBe(0);
    // What was counted stays.
    expect((await send(`/evaluation-runs/${done.run_id}`)).body.evaluation_run.summary.passed).toBe(1);
  });

  test('needs the scope for conversations', async () => {
    const { secret } = await newKey(docent, { scopes: ['evaluations:write', 'evaluations:read', 'chat'] });
    const { message_id } = (await send('/chat', { message: FIRST })).body;
    const set_id = await newSet([]);
    const { status, body } = await send(
      `/evaluation-sets/${set_id}/questions`,
      { message_id },
      'POST',
      bearer(secret),
    );
    expect([status, body.error.code]).toEqual([403, 'missing_scope']);
  });
});

test('an answer loses its words with the document that it was written from', async () => {
  model.chat = { pieces: answerFromSource };
  const text = 'The lighthouse keeper feeds the albatross at noon.';
  const { documents } = (await send('/documents', { name: 'lighthouse.md', text })).body;
  const { document_id } = documents[0];
  await until(
    'the document',
    async () => (await send(`/documents/${document_id}`)).body.document.status === 'ready',
  );
  const done = await run(
    await newSet([{ question: 'When is the albatross fed?', expected_words: ['noon'] }]),
  );
  expect(done.summary.passed).toBe(1);
  await docent.api(`/documents/${document_id}`, { method: 'DELETE' });
  const { results } = (await send(`/evaluation-runs/${done.run_id}/results`)).body;
  expect(results[0]).toMatchObject({ passed: true, answer: null, citations: [] });
});

test('a gate warns of settings that were not tried, or with which answers got worse', async () => {
  const owner = ownerOf(docent);
  const change = { app_id: appId, instructions: 'Always answer with one word.' };
  const set_id = await newSet(QUESTIONS.slice(0, 1), { gate: true });
  model.chat = { pieces: answerFromSource };
  await run(set_id);
  await expect(owner.apps.update(change)).rejects.toThrow('not run with these settings yet');
  // What does not change answers is saved.
  await owner.apps.update({ app_id: appId, name: 'Demo', allowed_models: [] });
  model.chat = { pieces: ['No.'] };
  const tried = await run(set_id, { settings: { instructions: change.instructions } });
  await expect(owner.apps.update(change)).rejects.toThrow('1 answer got worse and 0 better');
  model.chat = { pieces: answerFromSource };
  const better = await run(set_id, { settings: { instructions: change.instructions } });
  expect([tried.summary.passed, better.summary.passed]).toEqual([0, 1]);
  await owner.apps.update(change);
  await owner.apps.update({ app_id: appId, instructions: '', despite_evaluation: true });
  await owner.evaluations.delete({ app_id: appId, set_id });
});

test('a nightly set is run once a night', async () => {
  model.chat = { pieces: answerFromSource };
  const set_id = await newSet(QUESTIONS.slice(0, 1), { nightly: true });
  const runs = async () => (await send(`/evaluation-sets/${set_id}/runs`)).body.evaluation_runs;
  for (let night = 0; night < 2; night++) {
    await docent.ctx.queue.boss.send('start-nightly-evaluations', {});
    await until('the nightly run', async () =>
      (await runs()).some(({ status }: any) => status === 'completed'),
    );
  }
  await until('the second start', async () => {
    const jobs = await docent.ctx.queue.boss.findJobs('start-nightly-evaluations', {});
    return jobs.every(({ state }) => state === 'completed');
  });
  expect((await runs()).map(({ started_by }: any) => started_by)).toEqual(['schedule']);
});

test('answers are judged by a model where that is asked for: with its cost before and after, and failing no run', async () => {
  const asked: any[] = [];
  const replies = ['{"judgement": "right", "reason": "It says so."}', 'I cannot say.', undefined];
  model.chat = {
    pieces: answerFromSource,
    play(body) {
      if (!body.messages[0].content.startsWith('You judge')) return undefined;
      const content = replies[asked.push(body) - 1];
      if (content === undefined) return { status: 400, json: { error: { message: 'no' } } };
      const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
      return {
        raw:
          frame({ choices: [{ delta: { content }, finish_reason: 'stop' }] }) +
          frame({ choices: [], usage: { prompt_tokens: 1000, completion_tokens: 10 } }) +
          'data: [DONE]\n\n',
      };
    },
  };
  const set_id = await newSet([
    { question: FIRST, expected_words: ['on-call'] },
    { question: RETURNS },
    { question: MENU, unanswerable: true },
  ]);
  const plain = await run(set_id);
  expect(plain).toMatchObject({ judge: null, summary: { judged: 0, judged_right: null, judge_cost: null } });
  expect(asked).toEqual([]);

  const judge = 'gpt-4o-mini';
  const { evaluation_set } = (await send(`/evaluation-sets/${set_id}?judge_model=${judge}`)).body;
  const estimate = evaluation_set.judge_estimate;
  expect(estimate).toMatchObject({ model: judge, questions: 3 });
  expect(estimate.tokens).toBeGreaterThan(3_000);
  expect(estimate.cost).toBeGreaterThan(0);
  expect((await send(`/evaluation-sets/${set_id}?judge_model=builtin-extractive`)).status).toBe(400);
  expect((await send(`/evaluation-sets/${set_id}/runs`, { judge_model: 'unknown-judge' })).status).toBe(403);

  const judged = await run(set_id, { judge_model: judge });
  expect(judged).toMatchObject({
    status: 'completed',
    judge: { model: judge, estimated_cost: estimate.cost },
    summary: { questions: 3, answered: 3, judged: 1, judged_right: 1, passed: plain.summary.passed },
  });
  expect(asked).toHaveLength(3);
  const [{ messages }] = asked;
  const mark = /The mark is (\S+)\.$/.exec(messages[0].content)![1]!;
  expect(messages[1].content).toContain(`question begins ${mark}\n${FIRST}\nquestion ends ${mark}`);
  expect(messages[1].content).toContain(`source 1 begins ${mark}\noutage-playbook.md`);
  const { results } = (await send(`/evaluation-runs/${judged.run_id}/results`)).body;
  expect(results.map((one: any) => [one.judgement, one.judgement_reason])).toEqual([
    ['right', 'It says so.'],
    [null, null],
    [null, null],
  ]);
  const calls = await docent.ctx.db
    .selectFrom('ledger')
    .select(['status', 'input_tokens', 'cost'])
    .where('kind', '=', 'judge')
    .where('app_id', '=', appId)
    .orderBy('usage_id')
    .execute();
  expect(calls.map(({ status, input_tokens }) => [status, input_tokens])).toEqual([
    ['settled', 1000],
    ['settled', 1000],
    ['settled', 0],
  ]);
  const cost = calls.reduce((sum, call) => sum + Number(call.cost), 0);
  expect(judged.summary.judge_cost).toBeCloseTo(cost, 12);
  const csv = await (await docent.api(`/evaluation-runs/${judged.run_id}/results?format=csv`)).text();
  expect(csv).toContain('right,It says so.');
});
