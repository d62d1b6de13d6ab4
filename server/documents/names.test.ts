// A document is found by its name and title, known by the caller's own id, and only what changed of it is embedded.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../test/harness.ts';
import { bearer, newAppWithKey, type TestKey } from '../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import { until } from '../../test/until.ts';

let docent: Docent;
let model: ModelServer;
let key: TestKey;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, { ...modelEnvironment(model), DEFAULT_REQUESTS_PER_MINUTE: '0' });
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(async () => {
  model.chat = { pieces: ['It is said there [1]', '.'] };
  key = await newAppWithKey(docent);
});

const call = async (path: string, init: Parameters<Docent['api']>[1] = {}) => {
  const response = await docent.api(path, {
    ...init,
    headers: { ...bearer(key.secret), ...(init.headers as object) },
  });
  return { status: response.status, body: await response.json() };
};
const upload = (json: object) => call('/documents', { json });
const replace = (id: string, json: object) =>
  call(`/documents/${id}`, {
    method: 'PUT',
    body: JSON.stringify(json),
    headers: { 'content-type': 'application/json' },
  });
const ready = (id: string) =>
  until(`document ${id}`, async () => {
    const { document } = (await call(`/documents/${id}`)).body;
    return document.status === 'ready' && document.new_version === null && document;
  });
async function stored(json: object): Promise<any> {
  const { status, body } = await upload(json);
  expect([status, body.success]).toEqual([202, true]);
  return ready(body.documents[0].document_id);
}
const found = async (query: string): Promise<any[]> =>
  (await call('/search', { json: { query } })).body.results;
const embedded = (since: number): string[] =>
  model.calls
    .slice(since)
    .filter(({ path }) => path.endsWith('/embeddings'))
    .flatMap(({ body }) => body.input);

const PLAIN = 'Press both buttons until the lamp is green. Then wait for a minute.';

test('a document is found by its name, though its text does not say it', async () => {
  await stored({
    name: 'lawn-mower.txt',
    text: 'Cut the grass once a week, and rake it together afterwards.',
  });
  const { document_id } = await stored({ name: 'FalconPrinter_reset-2026.txt', text: PLAIN });
  for (const query of ['falcon', 'How do I reset the falcon printer?'])
    expect((await found(query))[0]).toMatchObject({ document_id, text: PLAIN });
});

test('a new name replaces the old one in the search, and nothing is embedded again', async () => {
  const { document_id } = await stored({ name: 'heron.txt', text: PLAIN });
  await stored({ name: 'other.txt', text: 'The kitchen closes at nine.' });
  const calls = model.calls.length;
  const { body } = await replace(document_id, { name: 'kestrel.txt', text: PLAIN });
  expect(body.document.name).toBe('kestrel.txt');
  await ready(document_id);
  expect(embedded(calls)).toEqual([]);
  const byName = async (query: string) =>
    (await found(query)).find((result) => result.document_id === document_id)?.score ?? 0;
  expect(await byName('kestrel')).toBeGreaterThan(await byName('heron'));
});

test('a new version embeds only the parts that changed', async () => {
  const part = (title: string, text: string) => `# ${title}\n\n${`${text} `.repeat(60)}`;
  const text = (last: string) => [part('Wards', 'Ward rules.'), part('Keys', last)].join('\n\n');
  const { document_id } = await stored({ name: 'rules.md', text: text('Keys hang in the hall.') });
  const calls = model.calls.length;
  await replace(document_id, { text: text('Keys lie in the drawer.') });
  await ready(document_id);
  const texts = embedded(calls);
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.filter((one) => !one.includes('Keys lie in the drawer.'))).toEqual([]);
  expect((await found('Where are the ward rules?'))[0].text).toContain('Ward rules.');
});

test('title, headings and address are with the document, its passages and citations', async () => {
  const text =
    '<html><head><title>Care of orchids</title></head><body><h1>Care of orchids</h1><h2>Watering</h2>' +
    '<p>Water the orchids every ninth day with rain water.</p></body></html>';
  const { title } = await stored({ name: 'page-7.html', text });
  expect(title).toBe('Care of orchids');
  const [result] = await found('How often are orchids watered?');
  const place = { title, source_url: null, headings: ['Care of orchids', 'Watering'] };
  expect(result).toMatchObject(place);
  const { body } = await call('/chat', {
    json: { message: 'Are the orchids watered every ninth day with rain water?' },
  });
  expect(body).toMatchObject({ citations: [place] });
  const { session } = (await call(`/sessions/${body.session_id}`)).body;
  expect(session.messages[1].citations[0]).toMatchObject(place);
});

test.each(['', 'Untitled', 'Microsoft Word - old.doc', 'scan.pdf', 'Document1', 'x'.repeat(400)])(
  'a title such as "%s" is none',
  async (written) => {
    const text = `<html><head><title>${written}</title></head><body><p>Rain falls on the ${written.length} roofs.</p></body></html>`;
    expect((await stored({ name: 'roofs.html', text })).title).toBeNull();
  },
);

test('documents are listed by their exact name', async () => {
  await stored({ name: 'a.txt', text: 'One.' });
  const { document_id } = await stored({ name: 'b.txt', text: 'Two.' });
  const ids = async (query: string) =>
    (await call(`/documents?${query}`)).body.documents.map((document: any) => document.document_id);
  expect(await ids('name=b.txt')).toEqual([document_id]);
  expect(await ids('name=b')).toEqual([]);
});

// ---- the caller's own id

const SKU = { name: 'sku.txt', external_id: 'sku/17' };

test('an upload with a known external_id is a new version', async () => {
  const first = await stored({ ...SKU, text: 'The crate weighs four kilos.', metadata: { line: 'a' } });
  expect(first).toMatchObject({ external_id: 'sku/17', metadata: { line: 'a' } });
  const again = await stored({ ...SKU, text: 'The crate weighs five kilos.' });
  expect(again).toMatchObject({
    document_id: first.document_id,
    external_id: 'sku/17',
    metadata: { line: 'a' },
  });
  expect((await found('What does the crate weigh?')).map(({ text }) => text)).toEqual([
    'The crate weighs five kilos.',
  ]);
  const listed = await call('/documents?external_id=sku%2F17');
  expect(listed.body.documents.map((document: any) => document.document_id)).toEqual([first.document_id]);
});

test('on_conflict keeps the document or fails', async () => {
  const { document_id } = await stored({ ...SKU, text: 'The crate is red.' });
  const kept = await upload({ ...SKU, text: 'The crate is blue.', on_conflict: 'keep' });
  expect([kept.status, kept.body.documents[0].document_id]).toEqual([202, document_id]);
  const failed = await upload({ ...SKU, text: 'The crate is blue.', on_conflict: 'fail' });
  expect([failed.status, failed.body.error.code, failed.body.error.details]).toEqual([
    409,
    'document_exists',
    { document_id },
  ]);
  expect((await found('Which colour has the crate?'))[0].text).toBe('The crate is red.');
});

test('on_conflict without an id goes by the name', async () => {
  const named = (text: string, on_conflict?: string) => upload({ name: 'policy.md', text, on_conflict });
  const first = await stored({ name: 'policy.md', text: 'The lamp may be returned within thirty days.' });
  const replaced = await named('The lamp may be returned within forty days.', 'replace');
  expect([replaced.status, replaced.body.documents[0].document_id]).toEqual([202, first.document_id]);
  await until('the new version', async () => {
    const [passage] = await found('When may the lamp be returned?');
    return passage?.text.includes('forty days');
  });
  expect((await call('/documents?name=policy.md')).body.documents).toHaveLength(1);
  const kept = await named('Never.', 'keep');
  expect(kept.body.documents[0].document_id).toBe(first.document_id);
  const refused = await named('Never.', 'fail');
  expect([refused.status, refused.body.error.code]).toEqual([409, 'document_exists']);
  // Nothing says that they are the same: they are kept side by side, and then the name is not enough.
  await stored({ name: 'policy.md', text: 'Another policy, of another folder.' });
  const several = await named('Which of them?', 'replace');
  expect([several.status, several.body.error.message]).toEqual([
    409,
    expect.stringContaining('Several documents'),
  ]);
  expect((await named('A new name.', undefined)).status).toBe(202);
  const fresh = await upload({ name: 'fresh.md', text: 'Nobody had this name.', on_conflict: 'replace' });
  expect([fresh.status, fresh.body.documents[0].name]).toEqual([202, 'fresh.md']);
});

test('content has one id: the first gives it, another one is refused', async () => {
  const { document_id } = await stored({ name: 'plain.txt', text: PLAIN });
  expect(await stored({ name: 'plain.txt', text: PLAIN, external_id: 'one' })).toMatchObject({
    document_id,
    external_id: 'one',
  });
  const other = await upload({ name: 'plain.txt', text: PLAIN, external_id: 'two' });
  expect([other.status, other.body.error.details]).toEqual([409, { document_id }]);
});

test('the same new id sent many times at once makes one document', async () => {
  const sent = await Promise.all(
    Array.from({ length: 5 }, (_, n) => upload({ ...SKU, text: `Crate number ${n} of five.` })),
  );
  expect(sent.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
  expect(new Set(sent.map(({ body }) => body.documents[0].document_id)).size).toBe(1);
});

test('a form names its file by an id, and more than one file not', async () => {
  const form = (...texts: string[]) => {
    const parts = new FormData();
    parts.append('external_id', 'form-1');
    for (const text of texts) parts.append('file', new Blob([text]), 'form.txt');
    return call('/documents', { method: 'POST', body: parts });
  };
  const { body } = await form('Sent by a form.');
  expect(await ready(body.documents[0].document_id)).toMatchObject({ external_id: 'form-1' });
  expect((await form('One.', 'Two.')).body.error).toMatchObject({ code: 'invalid_request' });
});

test.each([
  [{ url: 'https://example.com/a', on_conflict: 'keep' }, 'on_conflict'],
  [{ name: 'a.txt', text: 'A.', external_id: '' }, 'external_id'],
  [{ name: 'a.txt', text: 'A.', external_id: 'x', on_conflict: 'merge' }, 'on_conflict'],
])('%j is refused', async (json, field) => {
  const { status, body } = await upload(json);
  expect([status, body.error.details.issues[0].field]).toEqual([400, field]);
});
