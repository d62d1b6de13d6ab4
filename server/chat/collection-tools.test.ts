// Questions about documents as a whole: a model reads more by tools; without one the service counts and quotes itself.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readEvents } from '../../test/events.ts';
import { startDocent, type Docent } from '../../test/harness.ts';
import { bearer, newAppWithKey, newKey } from '../../test/keys.ts';
import {
  modelEnvironment,
  startModelServer,
  type ModelServer,
  type Played,
} from '../../test/model-server.ts';
import { until } from '../../test/until.ts';
import { newId } from '../../shared/platform/ids.ts';
import { createCaller } from '../transport/trpc/router.ts';

let docent: Docent;
let model: ModelServer;
let appId: string;
let headers: Record<string, string>;
let ids: Record<string, string>;

const INVOICES = [
  'Number;Customer;Status;Amount',
  'A-1;Blue Harbour;paid;1.000,10 €',
  'A-2;Old Mill;open;999,20 €',
  'A-3;Blue Harbour;paid;0,20 €',
  'A-4;Old Mill;paid;',
  'Total;;;1.999,50 €',
].join('\n');
const sentences = (subject: string, from: number, to: number) =>
  Array.from(
    { length: to - from },
    (_, at) =>
      `## ${subject} ${from + at}\n\n${`The ${subject} ${from + at} is kept in room ${100 + at}. `.repeat(20)}`,
  ).join('\n\n');
const LONG = sentences('shelf', 0, 60);

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  const key = await newAppWithKey(docent);
  ({ appId } = key);
  headers = bearer(key.secret);
  const documents = [
    { name: 'invoices.csv', text: INVOICES, metadata: { team: 'red' } },
    {
      name: 'guide.md',
      text: '# Guide\n\nThe lamp is green. Ask Ada for the key.',
      metadata: { team: 'red' },
    },
    { name: 'archive.md', text: LONG, metadata: { team: 'red' } },
    { name: 'secret.md', text: '# Secret\n\nThe safe is behind the lamp.', metadata: { team: 'blue' } },
  ];
  const form = new FormData();
  form.append('file', new Blob([INVOICES]), 'invoices.csv');
  form.append('metadata', JSON.stringify({ team: 'red' }));
  await docent.api('/documents', { method: 'POST', headers, body: form });
  for (const json of documents.slice(1)) await docent.api('/documents', { json, headers });
  ids = await until('the documents', async () => {
    const { documents: found } = await (await docent.api('/documents?status=ready', { headers })).json();
    return (
      found.length === documents.length &&
      Object.fromEntries(found.map(({ name, document_id }: any) => [name, document_id]))
    );
  });
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = {};
  model.calls.length = 0;
});

const ask = async (message: string, more: object = {}, by = headers) =>
  (await docent.api('/chat', { json: { message, ...more }, headers: by })).json();
const chatCalls = () => model.calls.filter(({ path }) => path.endsWith('/chat/completions'));
const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const played = (delta: object, finish: string): Played => ({
  raw: [
    frame({ choices: [{ delta, finish_reason: null }] }),
    frame({ choices: [{ delta: {}, finish_reason: finish }] }),
    frame({ choices: [], usage: { prompt_tokens: 50, completion_tokens: 5 } }),
    'data: [DONE]\n\n',
  ].join(''),
});
const says = (content: string) => played({ content }, 'stop');
let made = 0;
const calls = (...made_: [name: string, input: unknown][]) =>
  played(
    {
      tool_calls: made_.map(([name, input], index) => ({
        index,
        id: `call_${++made}`,
        type: 'function',
        function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
      })),
    },
    'tool_calls',
  );
const resultsIn = (body: any): string[] =>
  body.messages.filter(({ role }: any) => role === 'tool').map(({ content }: any) => content);
/** Calls the tools round by round, then says what is made of the last results. */
const play =
  (rounds: Played[], last: (results: string[], body: any) => string) =>
  (body: any): Played | undefined => {
    if (body.messages[0].content.startsWith('Summarise the numbered')) return undefined;
    const done = body.messages.filter(({ tool_calls }: any) => tool_calls).length;
    return rounds[done] ?? says(last(resultsIn(body), body));
  };

test('a model counts, filters and adds up rows by a tool, streams its answer, and cites the row', async () => {
  model.chat.play = play(
    [
      calls(['list_documents', {}]),
      calls([
        'query_rows',
        {
          document_id: ids['invoices.csv'],
          where: [
            { column: 'Status', is: 'equal', value: 'paid' },
            { column: 'Amount', is: 'greater', value: 0.1 },
          ],
          calculate: { of: 'sum', column: 'Amount' },
        },
      ]),
    ],
    (results) =>
      `Together ${/exact: (\S+)/.exec(results.at(-1)!)![1]} [${/as \[(\d+)\]/.exec(results.at(-1)!)![1]}].`,
  );
  const response = await docent.api('/chat', {
    json: { message: 'How many invoices are paid, and what is the total amount?', stream: true },
    headers,
  });
  const { events, text } = await readEvents(response);
  expect(text).toMatch(/^Together 1000\.30 \[\d+\]\.$/);
  const citation = events.find(({ event }) => event === 'citation')!.data;
  expect(citation).toMatchObject({ document_id: ids['invoices.csv'], document_name: 'invoices.csv' });
  expect(citation.quote).toContain('A-1');
  const { data } = events.at(-1)!;
  expect(data).toMatchObject({ finish_reason: 'stop', extract: false });
  const bodies = chatCalls().map(({ body }) => body);
  expect(bodies).toHaveLength(3);
  expect(bodies[0].tools.map((one: any) => one.function.name)).toEqual([
    'list_documents',
    'read_document',
    'query_rows',
  ]);
  const [list, rows] = resultsIn(bodies[2]);
  expect(list).toContain(ids['guide.md']!);
  expect(rows).toContain('Rows that meet the conditions: 2 of 4.');
  expect(rows).toContain('Rows that are totals of others, left out: 1.');
  const mark = /with the mark (\S+):/.exec(bodies[0].messages[0].content)![1]!;
  expect(rows).toContain(`begins ${mark}\ninvoices.csv\nColumns: Number; Customer; Status; Amount`);
  const ledger = await until('the ledger', async () => {
    const entries = await docent.ctx.db
      .selectFrom('ledger')
      .select(['kind', 'status', 'input_tokens'])
      .where('message_id', '=', data.message_id)
      .execute();
    return entries.every(({ status }) => status === 'settled') && entries;
  });
  expect(ledger.filter(({ kind }) => kind === 'chat').map(({ input_tokens }) => input_tokens)).toEqual([
    50, 50, 50,
  ]);
});

test('tools read within the filters of request and key only, and never another app', async () => {
  const other = await newAppWithKey(docent);
  const red = bearer((await newKey(docent, { filter: { metadata: { team: 'red' } } }, appId)).secret);
  const rounds = () => [
    calls(
      ['list_documents', {}],
      ['read_document', { document_id: ids['secret.md'] }],
      ['query_rows', { document_id: ids['secret.md'] }],
    ),
  ];
  let seen: string[] = [];
  const noting = play(rounds(), (results) => {
    seen = results;
    return 'Nothing.';
  });
  model.chat.play = noting;
  await ask('Summarise all documents', {}, red);
  expect(seen).toHaveLength(3);
  expect(seen.join()).not.toMatch(/safe|secret\.md/);
  expect(seen[1]).toContain('There is no such document');
  seen = [];
  const blue = { metadata: { team: 'blue' } };
  await ask('Summarise all documents', { filter: blue }, red);
  expect(seen.join()).not.toMatch(/safe|secret\.md|guide/);
  await docent.api('/documents', {
    json: { name: 'own.md', text: 'Own words.' },
    headers: bearer(other.secret),
  });
  await until('its document', async () => {
    const { documents } = await (
      await docent.api('/documents?status=ready', { headers: bearer(other.secret) })
    ).json();
    return documents.length === 1;
  });
  seen = [];
  await ask('Summarise all documents', {}, bearer(other.secret));
  expect(seen[0]).toContain('own.md');
  expect(seen.join()).not.toMatch(/safe|secret\.md|guide/);
  seen = [];
  await ask('Summarise all documents');
  expect(seen[1]).toContain('The safe is behind the lamp.');
});

test('a document longer than the prompt is summarised in parts, and the answer says if it was not read whole', async () => {
  await docent.ctx.db
    .updateTable('apps')
    .set({ context_tokens: 2_600, max_output_tokens: 300 })
    .where('app_id', '=', appId)
    .execute();
  const own = bearer((await newKey(docent, {}, appId)).secret);
  await until('the setting', async () => {
    model.calls.length = 0;
    model.chat.play = (body) =>
      body.messages[0].content.startsWith('Summarise the numbered')
        ? says(`Shelves [${/\[(\d+)\] begins/.exec(body.messages[0].content)![1]}].`)
        : play([calls(['read_document', { document_id: ids['archive.md'] }])], (results) =>
            results[0]!.includes('summarised')
              ? `All shelves [${/Shelves \[(\d+)\]/.exec(results[0]!)![1]}].`
              : 'Whole.',
          )(body);
    const answer = await ask('Summarise archive.md', {}, own);
    if (answer.content.startsWith('Whole')) return false;
    const [, read, all] =
      /^All shelves \[\d+\]\.\n\nOnly (\d+) of (\d+) parts of archive\.md were read\.$/.exec(answer.content)!;
    expect(Number(all)).toBeGreaterThan(Number(read));
    expect(answer.citations[0].document_id).toBe(ids['archive.md']);
    const parts = chatCalls().filter(({ body }) =>
      body.messages[0].content.startsWith('Summarise the numbered'),
    );
    expect(parts).toHaveLength(Number(read));
    const entries = await until('the ledger', async () => {
      const rows = await docent.ctx.db
        .selectFrom('ledger')
        .select(['kind', 'status'])
        .where('message_id', '=', answer.message_id)
        .execute();
      return rows.every(({ status }) => status === 'settled') && rows;
    });
    expect(entries.filter(({ kind }) => kind === 'read')).toHaveLength(Number(read));
    return true;
  });
  // A model that calls none of the tools gets as much as fits, and the answer says how much.
  model.chat.play = () => says('Shelves [1].');
  const only = { filter: { document_ids: [ids['archive.md']] } };
  const beginning = await ask('Summarise this document', only, own);
  expect(beginning.content).toMatch(/^Shelves \[1\]\.\n\nOnly \d+ of \d+ parts of archive\.md were read\.$/);
  await docent.ctx.db
    .updateTable('apps')
    .set({ context_tokens: null, max_output_tokens: null })
    .where('app_id', '=', appId)
    .execute();
});

test('the document that is to be summarised is read from its beginning, also for a model that calls no tools', async () => {
  model.chat.play = () => says('It is about a lamp [1].');
  const short = await ask('Summarise guide.md');
  expect(short).toMatchObject({ finish_reason: 'stop', content: 'It is about a lamp [1].' });
  expect(chatCalls()).toHaveLength(1);
  const { body } = chatCalls()[0]!;
  expect(body.messages[0].content).toContain('Ask Ada for the key.');

  model.calls.length = 0;
  const only = { filter: { document_ids: [ids['archive.md']] } };
  const long = await ask('Summarise this document', only);
  expect(long.finish_reason).toBe('stop');
  const prompt: string = chatCalls()[0]!.body.messages[0].content;
  const [first, second] = [prompt.indexOf('shelf 0 '), prompt.indexOf('shelf 1 ')];
  expect(first).toBeGreaterThan(0);
  expect(second).toBeGreaterThan(first);
  expect(prompt).toContain('shelf 59 ');
});

test('a server that refuses tools is asked without them, and not offered them again', async () => {
  const own = { model: 'no-tools' };
  await docent.ctx.db
    .updateTable('apps')
    .set({ allowed_models: ['no-tools'] })
    .where('app_id', '=', appId)
    .execute();
  const by = bearer((await newKey(docent, {}, appId)).secret);
  model.chat.play = (body) =>
    body.tools
      ? {
          status: 400,
          json: {
            error: {
              message: 'registry.ollama.ai/library/no-tools does not support tools',
              type: 'api_error',
            },
          },
        }
      : says('The lamp is green [1].');
  const first = await until('the model to be allowed', async () => {
    const answer = await ask('Compare the guide with the archive: what about the lamp?', own, by);
    return answer.success && answer;
  });
  expect(first.content).toMatch(
    /^The lamp is green \[1\]\.\n\nI looked at the \d+ nearest passages of \d+, not at all of them\.$/,
  );
  model.calls.length = 0;
  await ask('Compare the guide with the archive: what about the lamp?', own, by);
  expect(chatCalls()).toHaveLength(1);
  expect(chatCalls()[0]!.body.messages[0].content).not.toContain('tools');
});

test('wrong calls get an error as their result; a model that calls for ever has to answer in the end', async () => {
  let seen: string[] = [];
  model.chat.play = play(
    [
      calls(
        ['query_rows', '{"document_id": '],
        ['query_rows', { document_id: ids['invoices.csv'], colum: 1 }],
        ['drop_tables', {}],
        ['query_rows', { document_id: ids['guide.md'] }],
        [
          'query_rows',
          { document_id: ids['invoices.csv'], where: [{ column: 'Price', is: 'equal', value: '1' }] },
        ],
        ['constructor', {}],
        ['list_documents', {}],
      ),
    ],
    (results) => {
      seen = results;
      return 'The lamp [1].';
    },
  );
  const answer = await ask('Compare the guide with the archive: what about the lamp?');
  expect(answer.content).toContain('The lamp [1].');
  expect(seen.map((one) => one.startsWith('Error:'))).toEqual(Array(7).fill(true));
  expect(seen[0]).toContain('not valid JSON');
  expect(seen[1]).toContain('colum');
  expect(seen[4]).toContain('Number; Customer; Status; Amount');
  expect(seen[6]).toContain('too many calls at once');
  expect(answer.content).toContain('I looked at');

  model.calls.length = 0;
  model.chat.play = (body) => (body.tools ? calls(['list_documents', {}]) : says('Four documents.'));
  const looped = await ask('Compare the guide with the archive: what about the lamp?');
  expect(looped.content).toBe('Four documents.');
  expect(chatCalls()).toHaveLength(7);
  expect(
    chatCalls()
      .at(-1)!
      .body.messages.some(({ role }: any) => role === 'tool'),
  ).toBe(false);
  expect(chatCalls().at(-1)!.body.messages.at(-1).content).toContain('guide.md');
});

test('without anything found and read, what a model says is not shown; a server that fails after a call is asked again', async () => {
  const absent = 'Summarise quantum chromodynamics';
  model.chat.play = () => says('Quarks have colours.');
  const refused = await ask(absent);
  expect(refused).toMatchObject({ finish_reason: 'no_context', citations: [] });
  expect(refused.content).not.toContain('Quarks');

  model.chat.play = (body) =>
    body.messages.some(({ role }: any) => role === 'tool')
      ? { status: 400, json: { error: { message: 'bad turn' } } }
      : body.tools
        ? calls(['read_document', { document_id: ids['guide.md'] }])
        : says('Green [1].');
  const answer = await ask(absent);
  expect(answer).toMatchObject({ content: 'Green [1].', citations: [{ document_id: ids['guide.md'] }] });
});

test('questions that need no more than passages offer no tools', async () => {
  model.chat.play = () => says('Green [1].');
  await ask('Which colour is the lamp?');
  expect(chatCalls()[0]!.body.tools).toBeUndefined();
});

test('erased documents are read by no tool, and leave no rows behind', async () => {
  const { documents } = await (
    await docent.api('/documents', {
      json: { name: 'gone.md', text: '# Gone\n\n| A | B |\n| --- | --- |\n| violet | 1 |' },
      headers,
    })
  ).json();
  const id = documents[0].document_id;
  await until(
    'it',
    async () =>
      (await (await docent.api(`/documents/${id}`, { headers })).json()).document.status === 'ready',
  );
  let seen: string[] = [];
  const query = () =>
    play([calls(['query_rows', { document_id: id }])], (results) => {
      seen = results;
      return 'Done.';
    });
  model.chat.play = query();
  await ask('Summarise everything');
  expect(seen[0]).toContain('A: violet; B: 1');
  await docent.api(`/documents/${id}`, { method: 'DELETE', headers });
  seen = [];
  model.chat.play = query();
  await ask('Summarise everything');
  expect(seen[0]).toContain('There is no such document');
});

test('tools are used alike over the OpenAI-compatible API, MCP, the playground with its trace, and in an evaluation', async () => {
  const query = [
    'query_rows',
    { document_id: ids['invoices.csv'], where: [{ column: 'Status', is: 'equal', value: 'open' }] },
  ];
  const message = 'How many invoices are open?';
  const start = () => {
    model.chat.play = play([calls(query as [string, unknown])], (results) => {
      const [, count, index] = /conditions: (\d+) of 4\. Cite this as \[(\d+)\]/.exec(results[0]!)!;
      return `${count} is open [${index}].`;
    });
  };
  const send = (path: string, json: object) =>
    fetch(docent.url + path, {
      method: 'POST',
      body: JSON.stringify(json),
      headers: {
        ...headers,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
    });
  start();
  const messages = [{ role: 'user', content: message }];
  const streamed = await (await send('/openai/v1/chat/completions', { messages, stream: true })).text();
  expect(streamed).toContain('is open');
  expect(streamed).not.toContain('query_rows');
  const completion = await (await send('/openai/v1/chat/completions', { messages })).json();
  const [{ message: said, finish_reason }] = completion.choices;
  expect(said).toMatchObject({
    content: expect.stringMatching(/^1 is open \[\d+\]\.$/),
    citations: [{ document_id: ids['invoices.csv'] }],
  });
  expect(said.tool_calls).toBeUndefined();
  expect(finish_reason).toBe('stop');

  const params = { name: 'ask', arguments: { question: message } };
  const asked = await (await send('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params })).text();
  expect(asked).toContain('1 is open');

  const caller = createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
  const events: any[] = [];
  for await (const event of await caller.playground.ask({ app_id: appId, message }))
    if (event.event !== 'begun') events.push(event);
  const names = events.map(({ event }) => event);
  expect(names.slice(0, 5)).toEqual(['retrieved', 'prompted', 'tool_called', 'prompted', 'first_token']);
  const { name, input, result } = events[2].data;
  expect([name, JSON.parse(input)]).toEqual(query);
  expect(result).toContain('Old Mill');
  expect(events[3].data.messages.map(({ role }: any) => role)).toEqual([
    'system',
    'user',
    'assistant',
    'tool',
  ]);
  const { calls: spent } = events.at(-1).data;
  expect(spent.filter(({ kind }: any) => kind === 'chat')).toHaveLength(2);

  const post = async (path: string, json?: object) => (await docent.api(path, { json, headers })).json();
  const { evaluation_set } = await post('/evaluation-sets', { name: 'Counts' });
  const path = `/evaluation-sets/${evaluation_set.set_id}`;
  await post(`${path}/questions`, { questions: [{ question: message, expected_words: ['1 is open'] }] });
  const { evaluation_run } = await post(`${path}/runs`, {});
  const run = await until('the run', async () => {
    const { evaluation_run: now } = await post(`/evaluation-runs/${evaluation_run.run_id}`);
    return now.status !== 'running' && now;
  });
  expect(run.summary).toMatchObject({ passed: 1, failed: 0 });
});
