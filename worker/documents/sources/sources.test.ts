// Sources: a site in this process is read, changed and read again, over real HTTP.
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { contract } from '../../../shared/contract/index.ts';
import { newAppWithKey, type TestKey } from '../../../test/keys.ts';
import { counts, none, openSourceRunner, type SourceRunner } from '../../../test/source-runner.ts';
import { ownerOf } from '../../../test/tenant.ts';
import { pageOf, startWebSite, type WebSite } from '../../../test/web-site.ts';
import { createComputePool } from '../compute/pool.ts';
import type { Worker } from '../../worker.ts';

let docent: Docent;
let worker: Worker;
let site: WebSite;
let key: TestKey;
let runner: SourceRunner;

beforeAll(async () => {
  docent = await startDocent(
    { roles: new Set(['api']) },
    { INGEST_ALLOW_PRIVATE: 'true', DEFAULT_REQUESTS_PER_MINUTE: '0' },
  );
  worker = { ...docent.ctx, compute: createComputePool({ log: docent.ctx.log }) };
});
afterAll(async () => {
  await worker.compute.close();
  await docent.close();
});
beforeEach(async () => {
  key = await newAppWithKey(docent);
  await openSite();
  return () => site.close();
});
async function openSite(options = {}) {
  site = await startWebSite(options);
  runner = openSourceRunner(docent, worker, key, site);
}

test('a list of addresses is read, and read again at the cost of what has changed', async () => {
  site.pages.set('/mill', pageOf('The mill', 'The mill grinds rye on Thursdays.'));
  site.pages.set('/weir', pageOf('The weir', 'The weir is made of oak.'));
  site.pages.set('/lock', pageOf('The lock', 'The lock opens at nine.'));
  const addresses = ['/mill', '/weir', '/lock', '/mill#top', '/mill?utm_source=mail'].map(
    (path) => site.url + path,
  );
  const id = await runner.create({ kind: 'list', addresses, metadata: { of: 'site' } });
  const { source, runs } = await runner.ask(`/sources/${id}`);
  expect(source).toMatchObject({
    kind: 'list',
    name: '127.0.0.1',
    state: 'ready',
    documents: 3,
    to_be_removed: 0,
  });
  expect(source.refresh_hours).toBe(24);
  expect(counts(source)).toEqual({ ...none, added: 3 });
  expect(runs).toEqual([source.last_run]);
  expect(site.seen).toEqual(['GET /robots.txt 404', 'GET /mill 200', 'GET /weir 200', 'GET /lock 200']);
  const [document] = (await runner.documents(id)).filter(({ name }: any) => name === 'The mill');
  expect(document).toMatchObject({
    source_id: id,
    source_url: `${site.url}/mill`,
    status: 'ready',
    metadata: { of: 'site' },
  });
  expect(await runner.found('When does the mill grind rye?')).toContain('The mill');

  // Nothing has changed: no page is sent, nothing is read.
  expect(counts(await runner.refresh(id))).toEqual({ ...none, unchanged: 3 });
  expect(site.seen.filter((line) => line.endsWith('304'))).toHaveLength(3);
  expect(runner.ran).toEqual({ 'refresh-source': 1 });

  site.pages.set('/mill', pageOf('The mill', 'The mill grinds barley on Mondays.'));
  expect(counts(await runner.refresh(id))).toEqual({ ...none, changed: 1, unchanged: 2 });
  expect(runner.ran).toMatchObject({ 'read-document': 1, 'embed-chunks': 1 });
  const again = (await runner.documents(id)).find(({ name }: any) => name === 'The mill');
  expect(again).toMatchObject({
    document_id: document.document_id,
    source_id: id,
    source_url: `${site.url}/mill`,
  });
  expect(await runner.found('barley on Mondays')).toContain('The mill');

  // A page that is gone is shown first and removed after the third time; an outage counts as none.
  site.pages.delete('/weir');
  expect(await runner.refresh(id)).toMatchObject({ to_be_removed: 1, documents: 3 });
  site.pages.set('/weir', { status: 503, body: 'Soon.' });
  expect(counts(await runner.refresh(id))).toEqual({ ...none, unchanged: 2, failed: 1 });
  site.pages.delete('/weir');
  await runner.refresh(id);
  expect((await runner.pages(id))['/weir']).toMatchObject({ state: 'missing', misses: 2, change: 'missing' });
  expect(await runner.found('What is the weir made of?')).toContain('The weir');
  const removed = await runner.refresh(id);
  expect(counts(removed)).toEqual({ ...none, unchanged: 2, removed: 1 });
  expect(removed).toMatchObject({ documents: 2, to_be_removed: 0 });
  expect(await runner.found('What is the weir made of?')).not.toContain('The weir');
  const { erasures } = await runner.ask('/erasures');
  expect(erasures).toMatchObject([{ status: 'completed' }]);
});

test('a page whose markup alone has changed is no new version, with and without validators', async () => {
  await site.close();
  await openSite({ validate: false });
  let nonce = 1;
  const { body } = pageOf('The mill', 'The mill grinds rye.');
  site.pages.set('/mill', (_req, res) =>
    res.setHeader('content-type', 'text/html').end(body.replace('<main>', `<main data-nonce="${nonce++}">`)),
  );
  site.pages.set('/notes.txt', {
    body: 'Notes of the miller: the wheel squeaks.',
    headers: { 'content-type': 'text/plain' },
  });
  const id = await runner.create({ kind: 'list', addresses: [`${site.url}/mill`, `${site.url}/notes.txt`] });
  expect(counts(await runner.refresh(id))).toEqual({ ...none, unchanged: 2 });
  expect(runner.ran['read-document']).toBeUndefined();
  const { rows } = await sql`select 1 from blobs where app_id = ${key.appId}`.execute(docent.ctx.db);
  // The original and the text of each document.
  expect(rows).toHaveLength(4);
});

test('a site is followed by its links, to its depth, by its patterns and robots.txt; one page by many names is one document', async () => {
  site.pages.set('/robots.txt', {
    body: 'User-agent: *\nDisallow: /private\n\nUser-agent: Other\nDisallow: /',
    headers: { 'content-type': 'text/plain' },
  });
  site.pages.set(
    '/',
    pageOf('Start', 'Welcome to the mill.', [
      '/docs/?utm_campaign=x',
      '/docs#part',
      'docs/a',
      '/private/accounts',
      '/files/brochure.pdf',
      '/picture.png',
      '/blog/one',
      '/old',
      '/print/a',
      'https://elsewhere.example/a',
      'mailto:miller@example.com',
      'javascript:void(0)',
      '/secret',
    ]),
  );
  site.pages.set('/docs/', pageOf('Docs', 'All about the mill.', ['/docs/a', '/docs/b', '/docs/c']));
  site.pages.set('/docs', { status: 301, headers: { location: '/docs/' } });
  site.pages.set('/docs/a', pageOf('Part A', 'The wheel turns left.', ['/docs/deep']));
  site.pages.set(
    '/docs/b',
    pageOf('Part B', 'The stone weighs a ton.', [], '<meta name="robots" content="nofollow">'),
  );
  site.pages.set('/docs/c', pageOf('Part A', 'The wheel turns left.', []));
  site.pages.set('/docs/deep', pageOf('Deep', 'The cellar is deep.', ['/docs/deeper']));
  site.pages.set('/docs/deeper', pageOf('Deeper', 'Nobody goes there.'));
  site.pages.set('/old', { status: 302, headers: { location: '/docs/b' } });
  site.pages.set(
    '/print/a',
    pageOf('Part A to print', 'Printed: the wheel turns left.', [], '<link rel="canonical" href="/docs/a">'),
  );
  site.pages.set(
    '/secret',
    pageOf('Secret', 'Not for machines.', [], '<meta name="docent" content="noindex">'),
  );
  site.pages.set('/files/brochure.pdf', { body: 'no pdf', headers: { 'content-type': 'application/pdf' } });
  const id = await runner.create({
    kind: 'site',
    addresses: [site.url],
    depth: 2,
    exclude: ['/blog/', '*.pdf$'],
  });
  const named: any = {};
  for (const { name, document_id } of await runner.documents(id)) named[name] = document_id;
  expect(Object.keys(named).sort()).toEqual(['Deep', 'Docs', 'Part A', 'Part B', 'Start']);
  const pages = await runner.pages(id);
  expect(pages['/private/accounts']).toMatchObject({
    state: 'skipped',
    message: expect.stringContaining('robots.txt'),
  });
  expect(pages['/secret']).toMatchObject({ state: 'skipped', message: 'The page asks not to be indexed.' });
  expect(pages['/old']).toMatchObject({ state: 'duplicate', message: 'It redirects to another page.' });
  expect(pages['/print/a']).toMatchObject({ state: 'duplicate' });
  expect(pages['/docs/c']).toMatchObject({
    state: 'duplicate',
    message: 'Another page has the same content.',
  });
  // `/docs`, `/docs/`, with a fragment and with a tracking parameter: one row, by the address that answered.
  expect(Object.keys(pages).filter((path) => path.startsWith('/docs') && path.length < 7)).toEqual([
    '/docs/',
  ]);
  expect(site.seen.filter((line) => /private|blog|brochure|picture|deeper/.test(line))).toEqual([]);
  expect(new Set(site.seen).size).toBe(site.seen.length);

  // The page that another one was a copy of goes: the copy takes its place, at once and without being embedded.
  site.pages.delete('/docs/a');
  await runner.refresh(id);
  expect(runner.ran['embed-chunks']).toBe(1);
  const [partA, ...others] = (await runner.documents(id)).filter(({ name }: any) =>
    name.startsWith('Part A'),
  );
  expect([partA.name, partA.source_url]).toEqual(['Part A to print', `${site.url}/print/a`]);
  expect(others).toMatchObject([
    { name: 'Part A', source_url: `${site.url}/docs/c`, document_id: named['Part A'] },
  ]);
  // What no page links to any more is still there, and stays.
  site.pages.set('/docs/', pageOf('Docs', 'Rebuilt.', []));
  expect(counts(await runner.refresh(id))).toMatchObject({ changed: 1, missing: 1, removed: 0 });
  expect(counts(await runner.refresh(id))).toMatchObject({ changed: 0, missing: 0, removed: 0 });
  expect(await runner.documents(id)).toHaveLength(6);
});

test('a sitemap, packed and in parts, by its address or by that of the site; what it drops is removed', async () => {
  const urls = (paths: string[]) =>
    `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${paths
      .map((path) => `<url><loc>${path.startsWith('http') ? path : site.url + path}</loc></url>`)
      .join('')}</urlset>`;
  site.pages.set('/robots.txt', {
    body: `Sitemap: ${site.url}/maps/index.xml`,
    headers: { 'content-type': 'text/plain' },
  });
  site.pages.set('/maps/index.xml', {
    body: `<?xml version="1.0"?><sitemapindex>${['a.xml.gz', 'b.txt'].map((name) => `<sitemap><loc>${site.url}/maps/${name}</loc></sitemap>`).join('')}</sitemapindex>`,
  });
  const packed = gzipSync(urls(['/a', '/b?x=1&amp;y=2', 'https://elsewhere.example/c']));
  site.pages.set('/maps/a.xml.gz', { body: packed, headers: { 'content-type': 'application/gzip' } });
  site.pages.set('/maps/b.txt', {
    body: `${site.url}/c\n${site.url}/d\n`,
    headers: { 'content-type': 'text/plain' },
  });
  for (const [path, title] of Object.entries({ '/a': 'A', '/b?x=1&y=2': 'B', '/c': 'C', '/d': 'D' }))
    site.pages.set(path, pageOf(title, `This is page ${title}.`, ['/not-followed']));
  const id = await runner.create({
    kind: 'sitemap',
    addresses: [`${site.url}/`],
    remove_after: 1,
    max_pages: 3,
  });
  expect(await runner.names(id)).toEqual(['A', 'B', 'C']);
  expect(counts((await runner.ask(`/sources/${id}`)).source)).toEqual({ ...none, added: 3, left_out: 1 });

  site.pages.set('/maps/b.txt', { body: `${site.url}/d\n`, headers: { 'content-type': 'text/plain' } });
  const before = counts(await runner.refresh(id));
  expect(before).toEqual({ ...none, unchanged: 2, removed: 1, left_out: 1 });
  // There is room again.
  expect(counts(await runner.refresh(id))).toEqual({ ...none, added: 1, unchanged: 2 });

  // A sitemap that cannot be read, or lists nothing, removes nothing.
  site.pages.set('/maps/index.xml', { status: 500 });
  expect(await runner.refresh(id)).toMatchObject({ state: 'failed', documents: 3, last_run: { removed: 0 } });
  site.pages.set('/maps/index.xml', { body: urls([]) });
  expect(await runner.refresh(id)).toMatchObject({
    state: 'failed',
    documents: 3,
    last_run: { error: 'The sitemap lists no pages of this source.' },
  });
  site.pages.set('/maps/index.xml', { body: '<html><body>Sign in</body></html>' });
  expect((await runner.refresh(id)).last_run.error).toBe(
    'There is no sitemap at this address. Check the address.',
  );
});

test('feeds: RSS, Atom and RDF; what has left the feed stays as long as it is there', async () => {
  for (const name of ['one', 'two', 'three', 'four'])
    site.pages.set(`/${name}`, pageOf(`News ${name}`, `News number ${name}.`));
  site.pages.set('/rss', {
    body: `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>${site.url}/</link>
      <item><title>One</title><link> ${site.url}/one?utm_source=rss </link></item>
      <item><title>Two</title><guid>${site.url}/two</guid></item>
      <item><title>None</title><guid isPermaLink="false">urn:x</guid></item></channel></rss>`,
  });
  site.pages.set('/atom', {
    body: `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="${site.url}/"/>
      <entry><link rel="enclosure" href="/picture.png"/><link href="/three"/></entry>
      <entry><link rel="alternate" href="/four"/></entry></feed>`,
  });
  site.pages.set('/rdf', {
    body: `<?xml version="1.0"?><rdf:RDF xmlns:rdf="x"><channel><link>${site.url}</link></channel><item><link>${site.url}/four</link></item></rdf:RDF>`,
  });
  const rss = await runner.create({
    kind: 'feed',
    addresses: [`${site.url}/rss`],
    refresh_hours: null,
    remove_after: 1,
  });
  expect(await runner.names(rss)).toEqual(['News one', 'News two']);
  const atom = await runner.create({ kind: 'feed', addresses: [`${site.url}/atom`] });
  expect(await runner.names(atom)).toEqual(['News four', 'News three']);
  // Its page is a document already, of the other feed.
  const rdf = await runner.create({ kind: 'feed', addresses: [`${site.url}/rdf`] });
  expect(await runner.pages(rdf)).toMatchObject({ '/four': { state: 'duplicate', document_id: null } });

  site.pages.set('/rss', {
    body: `<?xml version="1.0"?><rss><channel><item><link>${site.url}/three</link></item><item><link>${site.url}/five</link></item></channel></rss>`,
  });
  site.pages.set('/five', pageOf('News five', 'News number five.'));
  expect(counts(await runner.refresh(rss))).toMatchObject({ added: 1, removed: 0 });
  site.pages.delete('/one');
  expect(counts(await runner.refresh(rss))).toMatchObject({ removed: 1 });
  expect(await runner.names(rss)).toEqual(['News five', 'News two']);
});

test('a single document is fetched again by hand, from its address or another one', async () => {
  site.pages.set('/mill', pageOf('The mill', 'The mill grinds rye.'));
  const [{ document_id }] = (await runner.ask('/documents', { url: `${site.url}/mill` })).documents;
  await runner.work();
  const shown = async () => (await runner.ask(`/documents/${document_id}`)).document;
  const again = async (expected = 202) => {
    const response = await runner.ask(`/documents/${document_id}/refresh`, {});
    expect([response.status, response.error]).toEqual([expected, undefined]);
    await runner.work();
    return shown();
  };
  const before = await shown();
  expect(await again()).toMatchObject({ ...before, updated_at: expect.any(String) });
  expect([site.seen.at(-1), runner.ran]).toEqual(['GET /mill 304', { 'fetch-document': 1 }]);

  // Another nonce: it is read, and not embedded.
  const { body } = pageOf('The mill', 'The mill grinds rye.');
  site.pages.set('/mill', { body: body.replace('<main>', '<main data-nonce="2">') });
  expect(await again()).toMatchObject({
    status: 'ready',
    chunk_count: before.chunk_count,
    new_version: null,
  });
  expect([runner.ran['read-document'], runner.ran['embed-chunks']]).toEqual([1, undefined]);
  expect(await runner.found('What does the mill grind?')).toEqual(['The mill']);

  site.pages.set('/mill', pageOf('The new mill', 'The mill grinds barley.'));
  expect(await again()).toMatchObject({ name: 'The new mill', source_url: `${site.url}/mill`, error: null });
  site.pages.delete('/mill');
  expect(await again()).toMatchObject({
    status: 'ready',
    error: expect.stringContaining('responded with 404'),
  });

  site.pages.set('/weir', pageOf('The weir', 'The weir is of oak.'));
  await runner.ask(`/documents/${document_id}`, { url: `${site.url}/weir`, metadata: { of: 'weir' } }, 'PUT');
  await runner.work();
  expect(await shown()).toMatchObject({
    name: 'The weir',
    source_url: `${site.url}/weir`,
    metadata: { of: 'weir' },
  });
  for (const wrong of [
    {},
    { url: `${site.url}/weir`, text: 'Both.' },
    { url: `${site.url}/weir`, name: 'Mine' },
  ])
    expect((await runner.ask(`/documents/${document_id}`, wrong, 'PUT')).error.code).toBe('invalid_request');
  await runner.ask(`/documents/${document_id}`, { text: 'Now by hand.' }, 'PUT');
  await runner.work();
  expect(await shown()).toMatchObject({ source_url: null, status: 'ready' });
  const refused = await runner.ask(`/documents/${document_id}/refresh`, {});
  expect([refused.status, refused.error.message]).toEqual([400, expect.stringContaining('was uploaded')]);
});

test('a version that is uploaded in place of a page stays, and so does what a mistyped request would change', async () => {
  site.pages.set('/mill', pageOf('The mill', 'The mill grinds rye.'));
  const id = await runner.create({ kind: 'list', addresses: [`${site.url}/mill`] });
  const [{ document_id }] = await runner.documents(id);
  await runner.ask(`/documents/${document_id}`, { text: 'Corrected by hand: it grinds oats.' }, 'PUT');
  await runner.work();
  expect(await runner.documents(id)).toEqual([]);
  site.pages.set('/mill', pageOf('The mill', 'The mill grinds wheat.'));
  await runner.refresh(id);
  expect((await runner.pages(id))['/mill'].message).toContain('A version was uploaded in its place');
  expect(await runner.found('What does it grind?')).toEqual(['The mill']);
  for (const [path, body, method] of [
    ['/sources', { kind: 'site', addresses: [site.url, `${site.url}/b`] }],
    ['/sources', { kind: 'list', addresses: ['ftp://example.com/'] }],
    ['/sources', { kind: 'list', addresses: [site.url], adresses: [] }],
    ['/sources', { kind: 'site', addresses: [site.url], include: ['docs'] }],
    [`/sources/${id}`, { max_pages: 0 }, 'PUT'],
    [`/sources/${id}`, { depht: 1 }, 'PUT'],
  ] as const)
    expect((await runner.ask(path, body, method)).error?.code, JSON.stringify(body)).toBe('invalid_request');

  // The panel sends the id of the app along: it is no setting.
  const { sources } = ownerOf(docent);
  const inApp = { app_id: key.appId, source_id: id };
  await sources.update({ ...inApp, max_pages: 9, refresh_hours: null });
  const created = await sources.create({ app_id: key.appId, kind: 'site', addresses: [site.url] });
  const fields = contract.sources.getSource.output.shape.source.strict();
  for (const { source } of [created, await sources.get(inApp)]) expect(fields.parse(source)).toEqual(source);
  expect((await sources.get(inApp)).source).toMatchObject({
    max_pages: 9,
    refresh_hours: null,
    next_run_at: null,
  });
});
