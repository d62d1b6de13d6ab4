// Sources under stress: killed jobs, private addresses, quotas, archived apps, deletion, the schedule.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openEgress, type Egress } from '../../../shared/platform/egress/open-egress.ts';
import { spellings } from '../../../shared/platform/egress/fixtures/spellings.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { newAppWithKey, type TestKey } from '../../../test/keys.ts';
import { counts, none, openSourceRunner, type SourceRunner } from '../../../test/source-runner.ts';
import { ownerOf } from '../../../test/tenant.ts';
import { pageOf, startWebSite, type WebSite } from '../../../test/web-site.ts';
import { createComputePool } from '../compute/pool.ts';
import type { Worker } from '../../worker.ts';
import { refreshSource } from './refresh-source.ts';
import { startDueSources } from './start-due-sources.ts';

let docent: Docent;
let worker: Worker;
let site: WebSite;
let key: TestKey;
let runner: SourceRunner;
const never = new AbortController().signal;
const run = { signal: never, last: false };

beforeAll(async () => {
  docent = await startDocent(
    { roles: new Set(['api']) },
    { INGEST_ALLOW_PRIVATE: 'true', DEFAULT_REQUESTS_PER_MINUTE: '0', INGEST_CONTACT: 'bot@example.com' },
  );
  worker = { ...docent.ctx, compute: createComputePool({ log: docent.ctx.log }) };
});
afterAll(async () => {
  await worker.compute.close();
  await docent.close();
});
beforeEach(async () => {
  key = await newAppWithKey(docent);
  site = await startWebSite();
  runner = openSourceRunner(docent, worker, key, site);
  return () => site.close();
});
const fill = (paths: string[]) => {
  for (const path of paths) site.pages.set(path, pageOf(`Page ${path}`, `The text of ${path}.`, paths));
};

test('a refresh that is killed anywhere goes on: every page is read once, and none is lost', async () => {
  fill(['/', '/a', '/b', '/c', '/d']);
  const id = await runner.add({ kind: 'site', addresses: [`${site.url}/`] });
  // Jobs of one visit each, and others that are killed at their second page.
  let kills = 0;
  await runner.work({
    'refresh-source': async (payload) => {
      const killed = new AbortController();
      const before = site.seen.length;
      const timer = setInterval(() => site.seen.length > before + 2 && killed.abort(), 1);
      try {
        const dying = kills % 2 === 0;
        await refreshSource(
          worker,
          { payload, signal: dying ? killed.signal : never, last: false },
          { sliceMs: dying ? 60_000 : 0 },
        );
      } catch (error) {
        if (!killed.signal.aborted) throw error;
        // As the worker does when it finds the job of a dead process.
        await docent.ctx.queue.send(docent.ctx.db, 'refresh-source', payload);
      } finally {
        clearInterval(timer);
        kills++;
      }
    },
  });
  expect(kills).toBeGreaterThan(2);
  expect(counts(await runner.source(id))).toEqual({ ...none, added: 5 });
  expect(await runner.documents(id)).toHaveLength(5);
  const once = site.seen.filter((line) => !line.includes('robots'));
  // At most the page of the moment was asked for twice.
  expect(once.length).toBeLessThanOrEqual(5 + kills);

  // A job of a refresh that has been taken over cannot write.
  await runner.ask(`/sources/${id}/refresh`, {});
  const { run_id } = (await runner.source(id)).last_run;
  const payload = { app_id: key.appId, source_id: id, run_id };
  site.pages.set('/a', async (_req, res) => {
    site.pages.set('/a', pageOf('A', 'Changed meanwhile.'));
    await refreshSource(worker, { ...run, payload });
    res.end('Overtaken.');
  });
  await refreshSource(worker, { ...run, payload });
  await runner.work();
  expect(await runner.source(id)).toMatchObject({ state: 'ready', last_run: { changed: 1, unchanged: 4 } });
  expect(await runner.names(id)).toContain('A');
});

test('one refresh at a time; a changed source stops its refresh; a lost job is taken up again', async () => {
  fill(['/a', '/b']);
  const id = await runner.add({ kind: 'list', addresses: [`${site.url}/a`, `${site.url}/b`] });
  const [first, second] = [await runner.source(id), (await runner.ask(`/sources/${id}/refresh`, {})).source];
  expect([first.state, second.last_run.run_id]).toEqual(['running', first.last_run.run_id]);
  const changed = await runner.ask(`/sources/${id}`, { max_pages: 1, metadata: { of: 'mill' } }, 'PUT');
  expect(changed.source).toMatchObject({ max_pages: 1, delay_seconds: 0, last_run: { status: 'stopped' } });
  await runner.work();
  expect(site.seen).toEqual([]);
  await runner.ask(`/sources/${id}/refresh`, {});
  await sql`delete from pgboss.job where data->>'source_id' = ${id}`.execute(docent.ctx.db);
  await startDueSources(worker, { payload: {}, ...run });
  await runner.work();
  expect(counts(await runner.source(id))).toEqual({ ...none, added: 2 });
  await runner.ask(`/sources/${id}`, { metadata: { of: 'weir' } }, 'PUT');
  expect((await runner.documents(id)).map(({ metadata }) => metadata)).toEqual([
    { of: 'weir' },
    { of: 'weir' },
  ]);
});

test('sources are refreshed when they are due, except those of archived apps', async () => {
  fill(['/a']);
  const id = await runner.create({ kind: 'list', addresses: [`${site.url}/a`], refresh_hours: 12 });
  const due = (await runner.source(id)).next_run_at;
  expect(Date.parse(due) - Date.now()).toBeGreaterThan(11 * 3_600_000);
  const turn = async () => {
    await sql`update sources set next_run_at = now() where source_id = ${id}`.execute(docent.ctx.db);
    site.seen.length = 0;
    await startDueSources(worker, { payload: {}, ...run });
    await runner.work();
    return site.seen.length;
  };
  expect(await turn()).toBe(2);
  expect((await runner.source(id)).last_run).toMatchObject({ started_by: 'schedule', unchanged: 1 });
  await runner.ask(`/sources/${id}/refresh`, {});
  await ownerOf(docent).apps.archive({ app_id: key.appId, archived: true });
  site.seen.length = 0;
  await runner.work();
  expect([site.seen, await turn()]).toEqual([[], 0]);
  await ownerOf(docent).apps.archive({ app_id: key.appId, archived: false });
  expect((await runner.source(id)).last_run.status).toBe('stopped');
  expect(await turn()).toBe(2);
});

test('a used-up quota pauses a source with a sentence, and the next refresh goes on', async () => {
  fill(['/a', '/b', '/c']);
  const owner = ownerOf(docent);
  const { workspace_id } = await docent.ctx.db
    .selectFrom('apps')
    .select('workspace_id')
    .where('app_id', '=', key.appId)
    .executeTakeFirstOrThrow();
  const { documents } = (
    await sql<{ documents: number }>`
    select count(*)::integer as documents from documents join apps using (app_id) where workspace_id = ${workspace_id}`.execute(
      docent.ctx.db,
    )
  ).rows[0]!;
  const terms = { messages: null, stored_bytes: null, seats: null, apps: null, fee: '0' };
  await owner.plans.set({
    workspace_id,
    plan: 'custom',
    custom: { ...terms, documents: documents + 1 },
  });
  const id = await runner.create({ kind: 'site', addresses: [`${site.url}/a`] });
  const paused = await runner.source(id);
  expect(paused).toMatchObject({ state: 'paused', documents: 1, last_run: { status: 'paused' } });
  expect(paused.last_run.error).toMatch(/documents/);
  await owner.plans.set({ workspace_id, plan: 'custom', custom: { ...terms, documents: null } });
  expect(counts(await runner.refresh(id))).toMatchObject({ added: 2, unchanged: 1 });
});

test('a source is deleted with its documents or without; a legal hold keeps them; an erased page takes its address along', async () => {
  fill(['/a', '/b']);
  const addresses = [`${site.url}/a`, `${site.url}/b`];
  const kept = await runner.create({ kind: 'list', addresses });
  expect((await runner.ask(`/sources/${kept}`, undefined, 'DELETE')).documents).toBe('keep');
  const { documents } = await runner.ask('/documents');
  expect(documents.map(({ source_id }: any) => source_id)).toEqual([null, null]);
  for (const { document_id } of documents) await runner.ask(`/documents/${document_id}`, undefined, 'DELETE');
  await runner.work();

  const id = await runner.create({ kind: 'list', addresses });
  const [erased] = await runner.documents(id);
  await runner.ask(`/documents/${erased.document_id}`, undefined, 'DELETE');
  await runner.work();
  expect(Object.keys(await runner.pages(id))).toHaveLength(1);
  await ownerOf(docent).privacy.setHold({ app_id: key.appId, held: true, reason: 'Case 7' });
  expect((await runner.ask(`/sources/${id}?documents=remove`, undefined, 'DELETE')).error.code).toBe(
    'legal_hold',
  );
  site.pages.set('/b', pageOf('Other', 'Another text.'));
  site.pages.set('/a', pageOf('Other a', 'Another text of a.'));
  expect(counts(await runner.refresh(id))).toMatchObject({ changed: 0, skipped: 1 });
  await ownerOf(docent).privacy.setHold({ app_id: key.appId, held: false });
  expect((await runner.ask(`/sources/${id}?documents=remove`, undefined, 'DELETE')).deleted).toBe(true);
  await runner.work();
  expect((await runner.ask('/documents')).documents).toEqual([]);
  expect((await runner.ask(`/sources/${id}`)).error.code).toBe('source_not_found');
});

test('a site is asked at its pace, by name', async () => {
  site.pages.set('/robots.txt', {
    body: 'User-agent: docent\nCrawl-delay: 0.2\nDisallow: /b',
    headers: { 'content-type': 'text/plain' },
  });
  const at: number[] = [];
  const agents: (string | undefined)[] = [];
  for (const path of ['/a', '/b', '/c', '/d'])
    site.pages.set(path, (req, res) => {
      at.push(Date.now());
      agents.push(req.headers['user-agent']);
      res.setHeader('content-type', 'text/plain').end(`Text of ${path}.`);
    });
  const began = Date.now();
  const id = await runner.create({
    kind: 'list',
    addresses: ['/a', '/b', '/c', '/d'].map((path) => site.url + path),
  });
  expect(counts(await runner.source(id))).toMatchObject({ added: 3, skipped: 1 });
  expect(agents[0]).toMatch(/^Docent\/\S+ \(\+bot@example\.com\)$/);
  // None comes before its turn; timers may fire a little early.
  for (const [turn, time] of at.entries()) expect(time - began).toBeGreaterThan(turn * 200 - 10);
  // A robots.txt that cannot be read now: the site is left alone.
  site.pages.set('/robots.txt', { status: 503 });
  const refused = await runner.refresh(id);
  expect(refused).toMatchObject({ state: 'failed', documents: 3, last_run: { failed: 4 } });
  expect(site.seen).toEqual(['GET /robots.txt 503']);
});

test('two sources of a host keep its pace together, refreshed by two jobs at once', async () => {
  const at: number[] = [];
  for (const path of ['/a', '/b', '/c', '/d', '/robots.txt'])
    site.pages.set(path, (_req, res) => {
      at.push(Date.now());
      res.setHeader('content-type', 'text/plain').end(path === '/robots.txt' ? '' : `Text of ${path}.`);
    });
  const ids = [];
  for (const paths of [
    ['/a', '/b'],
    ['/c', '/d'],
  ])
    ids.push(
      await runner.add({
        kind: 'list',
        addresses: paths.map((path) => site.url + path),
        delay_seconds: 0.15,
      }),
    );
  const { rows } = await sql<{ data: any }>`
    delete from pgboss.job where name = 'refresh-source' and data->>'app_id' = ${key.appId} returning data`.execute(
    docent.ctx.db,
  );
  const began = Date.now();
  await Promise.all(rows.map(({ data }) => refreshSource(worker, { ...run, payload: data })));
  for (const id of ids) expect(counts(await runner.source(id))).toMatchObject({ added: 2 });
  expect(at).toHaveLength(6);
  // None comes before its turn; timers may fire a little early.
  for (const [turn, time] of at.entries()) expect(time - began).toBeGreaterThan(turn * 150 - 10);
});

/** As from the open internet: `outside.example` is the site, everything else is guarded. */
function outside(): Egress {
  const open = openEgress({ allowPrivate: true });
  const guarded = openEgress({
    allowPrivate: false,
    lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  return {
    request: (url, options) =>
      new URL(url).host === 'outside.example'
        ? open.request(url.replace('http://outside.example', site.url), options)
        : guarded.request(url, options),
    close: async () => void (await Promise.all([open.close(), guarded.close()])),
  };
}

test('no name met on the way leads inside: links, redirects, canonical addresses, sitemaps, feeds, robots.txt', async () => {
  const inside = await startWebSite();
  const { port } = new URL(inside.url);
  const egress = outside();
  const guarded = { ...worker, ingestEgress: egress };
  const handlers = { 'refresh-source': (payload: any) => refreshSource(guarded, { ...run, payload }) };
  const xml = { 'content-type': 'application/xml' };
  const lead = (kind: string, target: string) => {
    const page = (head = '', links: string[] = []) => pageOf(`To ${kind}`, `By ${kind}.`, links, head);
    site.pages.clear();
    site.pages.set('/start', page());
    site.pages.set('/list.xml', {
      body: `<?xml version="1.0"?><urlset><url><loc>http://outside.example/start</loc></url><url><loc>${target}</loc></url></urlset>`,
      headers: xml,
    });
    site.pages.set('/index.xml', {
      body: `<?xml version="1.0"?><sitemapindex><sitemap><loc>${target}</loc></sitemap></sitemapindex>`,
      headers: xml,
    });
    site.pages.set('/feed', {
      body: `<?xml version="1.0"?><rss><channel><item><link>${target}</link></item></channel></rss>`,
      headers: xml,
    });
    if (kind === 'link') site.pages.set('/start', page('', [target]));
    if (kind === 'base') site.pages.set('/start', page(`<base href="${target}">`, ['next']));
    if (kind === 'canonical') site.pages.set('/start', page(`<link rel="canonical" href="${target}">`));
    if (kind === 'redirect') site.pages.set('/start', { status: 302, headers: { location: target } });
    if (kind === 'robots')
      site.pages.set('/robots.txt', {
        body: `Sitemap: ${target}`,
        headers: { 'content-type': 'text/plain' },
      });
    if (kind === 'robots redirect')
      site.pages.set('/robots.txt', { status: 301, headers: { location: target } });
  };
  const ways: Record<string, object> = {
    link: { kind: 'site', addresses: ['http://outside.example/start'] },
    base: { kind: 'site', addresses: ['http://outside.example/start'] },
    canonical: { kind: 'list', addresses: ['http://outside.example/start'] },
    redirect: { kind: 'list', addresses: ['http://outside.example/start'] },
    listed: { kind: 'sitemap', addresses: ['http://outside.example/list.xml'] },
    index: { kind: 'sitemap', addresses: ['http://outside.example/index.xml'] },
    feed: { kind: 'feed', addresses: ['http://outside.example/feed'] },
    robots: { kind: 'sitemap', addresses: ['http://outside.example/'] },
    'robots redirect': { kind: 'list', addresses: ['http://outside.example/start'] },
  };
  const hosts = [...spellings, 'intranet.example', 'localhost', '169.254.169.254'].filter((host) =>
    URL.canParse(`http://${host}:${port}/`),
  );
  expect(hosts.length).toBeGreaterThan(180);
  // Every spelling as a link of a list, at once.
  for (let from = 0; from < hosts.length; from += 100) {
    const addresses = hosts.slice(from, from + 100).map((host) => `http://${host}:${port}/x`);
    await runner.add({ kind: 'list', addresses: addresses.filter((address) => !address.includes('@')) });
    await runner.work(handlers);
  }
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(ways)), fc.constantFrom(...hosts), async (way, host) => {
      lead(way, `http://${host}:${port}/secret`);
      const id = await runner.add(ways[way]!);
      await runner.work(handlers);
      expect((await runner.source(id)).state).not.toBe('running');
      await runner.ask(`/sources/${id}?documents=remove`, undefined, 'DELETE');
      await runner.work(handlers);
    }),
    { numRuns: 40 },
  );
  expect(inside.seen).toEqual([]);
  await Promise.all([inside.close(), egress.close()]);
});
