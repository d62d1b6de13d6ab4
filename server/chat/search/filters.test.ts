// What a filter leaves out is not searched, listed or quoted, over any protocol; a key's own filter cannot be widened.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Filter, type FilterPart } from '../../../shared/contract/filter.ts';
import { embedText } from '../../../shared/models/builtin/embedding.ts';
import { matchesFilters } from '../../../shared/retrieval/matches-filters.ts';
import { nearestByIndex } from '../../../shared/retrieval/nearest.ts';
import { retrieve } from '../../../shared/retrieval/retrieve.ts';
import { boundTo, findApp } from '../../../shared/tenancy/app.ts';
import { onPostgres } from '../../../test/database.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey, newKey, type TestKey } from '../../../test/keys.ts';
import { until } from '../../../test/until.ts';
import { indexVectors } from '../../../worker/documents/index-vectors.ts';
import type { Worker } from '../../../worker/worker.ts';

type Sent = { name: string; metadata: Record<string, unknown> };

const SENT: Sent[] = [
  { name: 'red', metadata: { team: 'a', year: 2020, tags: ['x', 'y'], day: '2026-01-05', draft: true } },
  { name: 'green', metadata: { team: 'a', year: 2021, tags: ['y'], day: '2026-02-01', draft: false } },
  { name: 'blue', metadata: { team: 'b', year: 2022.5, tags: [], day: '2025-12-31', owner: null } },
  { name: 'gold', metadata: { team: 'B', year: '2021', tags: 'x' } },
  { name: 'grey', metadata: {} },
];
const QUERY = 'Which fountain pens are kept in the drawer?';

let docent: Docent;
let app: TestKey;
const ids: Record<string, string> = {};

beforeAll(async () => {
  docent = await startDocent();
  app = await newAppWithKey(docent);
  for (const { name, metadata } of SENT) {
    const text = `The fountain pens that are ${name} are kept in the ${name} drawer.`;
    const response = await docent.api('/documents', {
      json: { name, text, metadata },
      headers: bearer(app.secret),
    });
    ids[name] = (await response.json()).documents[0].document_id;
  }
  await until('all documents', async () => {
    const response = await docent.api('/documents?status=ready', { headers: bearer(app.secret) });
    return (await response.json()).documents.length === SENT.length;
  });
});
afterAll(() => docent.close());

async function found(filter: object | undefined, secret = app.secret): Promise<string[]> {
  const response = await docent.api('/search', {
    json: { query: QUERY, top_k: 50, ...(filter && { filter }) },
    headers: bearer(secret),
  });
  const body = await response.json();
  expect(body, JSON.stringify(body)).toMatchObject({ success: true });
  return body.results.map((result: any) => result.document_name).sort();
}

test.each<[object, string[]]>([
  [{}, ['blue', 'gold', 'green', 'grey', 'red']],
  [{ metadata: { team: 'a' } }, ['green', 'red']],
  [{ metadata: { team: { in: ['b', 'B'] } } }, ['blue', 'gold']],
  [{ metadata: { team: { not: 'a' } } }, ['blue', 'gold', 'grey']],
  [{ metadata: { team: { not: ['a', 'B'] } } }, ['blue', 'grey']],
  [{ metadata: { year: { gte: 2021 } } }, ['blue', 'green']],
  [{ metadata: { year: { gt: 2020, lt: 2022.5 } } }, ['green']],
  [{ metadata: { day: { gte: '2026-01-01', lte: '2026-01-31' } } }, ['red']],
  [{ metadata: { tags: 'x' } }, ['gold', 'red']],
  [{ metadata: { tags: { in: ['x', 'y'] } } }, ['gold', 'green', 'red']],
  [{ metadata: { owner: { exists: true } } }, []],
  [{ metadata: { draft: { exists: false } } }, ['blue', 'gold', 'grey']],
  [{ metadata: { draft: { eq: false } } }, ['green']],
  [{ name: 'gold' }, ['gold']],
  [{ name: { gt: 'gold', lt: 'grez' } }, ['green', 'grey']],
  [{ source_url: { exists: true } }, []],
  [{ language: { in: ['en', 'de'] } }, ['blue', 'gold', 'green', 'grey', 'red']],
  [{ created_at: { lt: '2020-01-01' } }, []],
  [{ created_at: { gte: '2020-01-01T00:00:00+02:00' } }, ['blue', 'gold', 'green', 'grey', 'red']],
  [{ or: [{ name: 'red' }, { metadata: { team: 'b' } }] }, ['blue', 'red']],
  [{ and: [{ metadata: { team: 'a' } }, { not: { name: 'red' } }] }, ['green']],
  [{ metadata: { team: 'a' }, or: [{ and: [{ name: 'red' }] }, { not: { name: 'green' } }] }, ['red']],
])('%j finds %j', async (filter, names) => {
  expect(await found(filter)).toEqual(names);
});

test.each([
  [{ metadata: { team: { in: [] } } }, 'filter.metadata.team'],
  [{ metadata: { team: { inn: ['a'] } } }, 'filter.metadata.team'],
  [{ metadata: { team: {} } }, 'filter.metadata.team'],
  [{ metadata: { team: ['a'] } }, 'filter.metadata.team'],
  [{ created_at: { gte: 'yesterday' } }, 'filter.created_at.gte'],
  [{ created_at: '2026-01-01' }, 'filter.created_at'],
  [{ or: [] }, 'filter.or'],
  [{ or: [{ nam: 'red' }] }, 'filter.or.0'],
  [{ not: { and: [{ or: [{ name: 'red' }] }] } }, 'filter.not.and.0'],
])('%j is refused, and names %s', async (filter, path) => {
  const response = await docent.api('/search', {
    json: { query: QUERY, filter },
    headers: bearer(app.secret),
  });
  const { error } = await response.json();
  expect([response.status, error.code]).toEqual([400, 'invalid_request']);
  expect(error.details.issues.map(({ field }: any) => field).join()).toContain(path);
});

test('a filter that is nested a thousand times is refused', async () => {
  const nested = `${'{"and":['.repeat(20_000)}{}${']}'.repeat(20_000)}`;
  const response = await docent.api('/search', {
    method: 'POST',
    body: `{"query": "pens", "filter": ${nested}}`,
    headers: { ...bearer(app.secret), 'content-type': 'application/json' },
  });
  expect(response.status).toBe(400);
});

// ---- every filter, against the same rules in JavaScript

const has = (value: unknown, wanted: unknown[]) =>
  wanted.some((one) => (Array.isArray(value) ? value.includes(one) : value === one));

function holds(condition: any, value: unknown): boolean {
  if (typeof condition !== 'object') return has(value, [condition]);
  const { eq, in: list, not, exists, gt, gte, lt, lte } = condition;
  const comparable = (limit: unknown) => typeof value === typeof limit;
  return (
    (eq === undefined || has(value, [eq])) &&
    (list === undefined || has(value, list)) &&
    (not === undefined || !has(value, [not].flat())) &&
    (exists === undefined || (value !== undefined && value !== null) === exists) &&
    (gt === undefined || (comparable(gt) && (value as any) > gt)) &&
    (gte === undefined || (comparable(gte) && (value as any) >= gte)) &&
    (lt === undefined || (comparable(lt) && (value as any) < lt)) &&
    (lte === undefined || (comparable(lte) && (value as any) <= lte))
  );
}

const accepts = ({ name, metadata, and = [], or, not }: FilterPart, sent: Sent): boolean =>
  (name === undefined || holds(name, sent.name)) &&
  Object.entries(metadata ?? {}).every(([key, condition]) => holds(condition, sent.metadata[key])) &&
  and.every((part) => accepts(part, sent)) &&
  (!or || or.some((part) => accepts(part, sent))) &&
  !(not && accepts(not, sent));

const texts = fc.constantFrom('a', 'b', 'x', 'y', '2021', 'red', 'grey');
const numbers = fc.constantFrom(2020, 2021, 2022.5);
const value = fc.oneof(texts, numbers, fc.boolean());
const conditions = (single: fc.Arbitrary<unknown>, ordered: fc.Arbitrary<unknown>) =>
  fc
    .record(
      {
        eq: single,
        in: fc.array(single, { minLength: 1, maxLength: 3 }),
        not: fc.oneof(single, fc.array(single, { minLength: 1, maxLength: 3 })),
        gt: ordered,
        gte: ordered,
        lt: ordered,
        lte: ordered,
        exists: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .filter((made) => Object.keys(made).length > 0);
const metadata = fc.dictionary(
  fc.constantFrom('team', 'year', 'tags', 'day', 'draft', 'owner'),
  fc.oneof(value, conditions(value, fc.oneof(texts, numbers))),
  { maxKeys: 3 },
);
const fields = { metadata, name: fc.oneof(texts, conditions(texts, texts)) };
const level = (part: fc.Arbitrary<unknown>) =>
  fc.record(
    {
      ...fields,
      and: fc.array(part, { minLength: 1, maxLength: 3 }),
      or: fc.array(part, { minLength: 1, maxLength: 3 }),
      not: part,
    },
    { requiredKeys: [] },
  );
const filters = level(level(fc.record(fields, { requiredKeys: [] })));

test('a filter matches the same documents in the database as by the rules', async () => {
  await fc.assert(
    fc.asyncProperty(filters, async (made) => {
      const filter = Filter.parse(made);
      const rows = await docent.ctx.db
        .selectFrom('documents')
        .select('name')
        .where('app_id', '=', app.appId)
        .where(matchesFilters([filter]))
        .execute();
      const expected = SENT.filter((sent) => accepts(filter, sent)).map(({ name }) => name);
      expect(rows.map(({ name }) => name).sort()).toEqual(expected.sort());
    }),
    { numRuns: 150 },
  );
});

// ---- a key's own filter

const OWN = { metadata: { team: 'a' } };
const WIDER = { or: [{ metadata: { team: 'a' } }, { metadata: { team: { not: 'a' } } }] };
const MESSAGE = { message: 'Which pens are kept in the blue drawer, and which in the red one?' };

test('limits every search of the key, whatever a request asks for', async () => {
  const { secret } = await newKey(docent, { filter: OWN }, app.appId);
  expect(await found(undefined, secret)).toEqual(['green', 'red']);
  expect(await found(WIDER, secret)).toEqual(['green', 'red']);
  expect(await found({ document_ids: [ids['blue']] }, secret)).toEqual([]);
  expect(await found({ name: 'red' }, secret)).toEqual(['red']);
});

test('limits answers over REST, the OpenAI-compatible endpoint and MCP', async () => {
  const { secret } = await newKey(docent, { filter: OWN }, app.appId);
  const post = async (path: string, body: object) => {
    const response = await fetch(docent.url + path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        ...bearer(secret),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
    });
    return response.text();
  };
  const answers = [
    await post('/api/v1/chat', { ...MESSAGE, filter: WIDER }),
    await post('/openai/v1/chat/completions', {
      model: 'docent',
      messages: [{ role: 'user', content: MESSAGE.message }],
      filter: WIDER,
    }),
    await post('/mcp', {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'ask', arguments: { question: MESSAGE.message, filter: WIDER } },
    }),
    await post('/mcp', {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'search_documents', arguments: { query: QUERY, filter: WIDER } },
    }),
  ];
  for (const answer of answers) {
    expect(answer).toContain(ids['red']);
    for (const name of ['blue', 'gold', 'grey']) expect(answer).not.toContain(ids[name]);
    expect(answer).not.toContain('that are blue');
  }
});

test('limits the documents that the key can list, read and download', async () => {
  const { secret } = await newKey(docent, { filter: OWN }, app.appId);
  const status = async (path: string) => (await docent.api(path, { headers: bearer(secret) })).status;
  const list = await (await docent.api('/documents', { headers: bearer(secret) })).json();
  expect(list.documents.map(({ name }: any) => name).sort()).toEqual(['green', 'red']);
  expect(await status(`/documents/${ids['red']}`)).toBe(200);
  expect(await status(`/documents/${ids['red']}/content`)).toBe(200);
  expect(await status(`/documents/${ids['blue']}`)).toBe(404);
  expect(await status(`/documents/${ids['blue']}/content`)).toBe(404);
});

test('keeps the key to the sessions it started: others quote other documents', async () => {
  const { secret } = await newKey(docent, { filter: OWN }, app.appId);
  const ask = async (by: string, more: object = {}) =>
    docent.api('/chat', { json: { ...MESSAGE, ...more }, headers: bearer(by) });
  const other = await (await ask(app.secret)).json();
  const own = await (await ask(secret)).json();
  const call = (path: string, init: RequestInit & { json?: unknown } = {}) =>
    docent.api(path, { ...init, headers: bearer(secret) });
  expect((await call(`/sessions/${own.session_id}`)).status).toBe(200);
  const list = await (await call('/sessions?include_all=true')).json();
  expect(list.sessions.map(({ session_id }: any) => session_id)).toEqual([own.session_id]);
  expect((await call(`/sessions/${other.session_id}`)).status).toBe(404);
  expect((await call(`/sessions/${other.session_id}`, { method: 'DELETE' })).status).toBe(404);
  expect((await ask(secret, { session_id: other.session_id })).status).toBe(404);
  const rated = await call(`/messages/${other.message_id}/feedback`, { json: { rating: 'up' } });
  expect(rated.status).toBe(404);
  expect((await ask(secret, { session_id: own.session_id })).status).toBe(200);
});

describe.runIf(onPostgres)('over an index of vectors', () => {
  const run = { payload: {}, signal: AbortSignal.timeout(600_000), last: true };
  const index = (line: number) => indexVectors(docent.ctx as Worker, run, line);
  const indexes = async () =>
    (
      await sql<{ name: string; valid: boolean }>`
        select relname as name, indisvalid as valid from pg_index join pg_class on pg_class.oid = indexrelid
        where indrelid = 'vector_index'::regclass and relname like 'vectors%'`.execute(docent.ctx.db)
    ).rows;
  const upload = async ({ secret }: TestKey, name: string, text: string) => {
    const response = await docent.api('/documents', {
      json: { name, text, metadata: { side: name } },
      headers: bearer(secret),
    });
    const [document] = (await response.json()).documents;
    await until('the document', async () => {
      const shown = await docent.api(`/documents/${document.document_id}`, { headers: bearer(secret) });
      return (await shown.json()).document.status === 'ready';
    });
    return document.document_id as string;
  };

  const text = (seed: number) =>
    Array.from(
      { length: 16_000 },
      (_, n) => `${'bcdfghklmnprst'[(n * n * seed) % 13]}a${(n * seed) % 97}${n % 20 === 19 ? '.\n\n' : ''}`,
    ).join(' ');

  test('the same is found: with filters, in new documents, after a deletion', async () => {
    const large = await newAppWithKey(docent);
    const { ctx } = docent;
    for (const [place, name] of ['left', 'right'].entries()) await upload(large, name, text(place + 3));
    const question = 'ba7 ca12 da90';
    const find = async (indexed: boolean, filters: Filter[] = []) => {
      const { embedding } = (await findApp(ctx, large.appId))!;
      const { candidates } = await retrieve(
        boundTo(ctx, large.appId),
        { appId: large.appId, languages: [], hasCuratedAnswers: false, embedding: { ...embedding, indexed } },
        question,
        async () => embedText(question),
        { limit: 10, filters },
      );
      return candidates;
    };
    const { rows } = await sql<{ chunks: number }>`
      select chunks from term_statistics where app_id = ${large.appId} and term_id = 0`.execute(ctx.db);
    const { chunks } = rows[0]!;
    expect(chunks).toBeGreaterThan(90);
    await index(chunks);
    expect(await indexes()).toEqual([{ name: `vectors_1_${large.appId}`, valid: true }]);
    expect((await findApp(ctx, large.appId))!.embedding.indexed).toBe(true);
    const vectors = (await findApp(ctx, large.appId))!.embedding;
    const { rows: plan } = await sql<Record<'QUERY PLAN', string>>`
      explain (costs off) with question as (select ${JSON.stringify([...embedText(question)])}::embedding as vector),
        ${nearestByIndex({ appId: large.appId, vectors, filters: [], bySteps: false })} select * from nearest`.execute(
      boundTo(ctx, large.appId).db,
    );
    // The name may go on: with Citus it is that of a part of the table.
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain(
      `Index Scan using vectors_1_${large.appId}`,
    );
    const left = [{ metadata: { side: 'left' } }];
    for (const filters of [[], left]) expect(await find(true, filters)).toEqual(await find(false, filters));
    // Above the size at which documents that match are compared one by one.
    const grow = (by: number) =>
      ctx.db
        .updateTable('documents')
        .set({ chunk_count: sql`chunk_count + ${by}::integer` })
        .where('app_id', '=', large.appId)
        .execute();
    await grow(50_000);
    expect(await find(true, left)).toEqual(await find(false, left));
    expect(await find(true, [{ name: 'neither' }])).toEqual([]);
    await grow(-50_000);

    const id = await upload(large, 'new', `A new note: ${question}.`);
    const [newest] = await find(true);
    expect(newest).toEqual((await find(false))[0]);
    const fresh = () =>
      ctx.db
        .selectFrom('vector_index')
        .select('document_id')
        .where('app_id', '=', large.appId)
        .where('indexed', '=', false)
        .execute();
    expect(await fresh()).toEqual([{ document_id: id }]);
    await index(chunks);
    expect(await fresh()).toEqual([]);
    expect((await find(true))[0]).toEqual(newest);
    await docent.api(`/documents/${id}`, { method: 'DELETE', headers: bearer(large.secret) });
    expect((await find(true)).map((one) => one.id)).not.toContain(newest!.id);

    // A build that was killed leaves an index that cannot be used; one whose app is small again is dropped.
    await sql`update pg_index set indisvalid = false where indexrelid = ${`vectors_1_${large.appId}`}::regclass`.execute(
      ctx.db,
    );
    await index(chunks);
    expect(await indexes()).toEqual([{ name: `vectors_1_${large.appId}`, valid: true }]);
    await index(chunks * 3);
    expect(await indexes()).toEqual([]);
    expect((await findApp(ctx, large.appId))!.embedding.indexed).toBe(false);
    expect(await find(true)).toEqual(await find(false));
  });
  test('a few new vectors are added to the index; when most are new it is built again', async () => {
    const growing = await newAppWithKey(docent);
    const { db } = docent.ctx;
    const line = 20;
    const built = async () => {
      await index(line);
      const { rows } = await sql<{ id: number; fresh: number }>`
        select ${`vectors_1_${growing.appId}`}::regclass::oid::integer as id, (
          select count(*) from vector_index where app_id = ${growing.appId} and not indexed) as fresh`.execute(
        db,
      );
      expect(rows[0]!.fresh).toBe(0);
      return rows[0]!.id;
    };
    await upload(growing, 'first', text(3));
    const first = await built();
    await upload(growing, 'short', 'A short note.');
    expect(await built()).toBe(first);
    await Promise.all([5, 7].map((seed) => upload(growing, `large ${seed}`, text(seed))));
    expect(await built()).not.toBe(first);
    expect((await findApp(docent.ctx, growing.appId))!.embedding.indexed).toBe(true);
  });
});
