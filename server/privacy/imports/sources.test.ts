// An app with a source, exported and imported: the source goes on where it was.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFolder } from '../../../test/database.ts';
import { exported, linesIn } from '../../../test/exports.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey, newKey } from '../../../test/keys.ts';
import { until } from '../../../test/until.ts';
import { pageOf, startWebSite, type WebSite } from '../../../test/web-site.ts';
import { zipEntries } from '../../../shared/platform/zip-entries.ts';
import { pickWorkspace } from '../../tenancy/workspaces/pick-workspace.ts';
import { importApp } from './import-app.ts';

let docent: Docent;
let site: WebSite;
beforeAll(async () => {
  docent = await startDocent({}, { INGEST_ALLOW_PRIVATE: 'true', DEFAULT_REQUESTS_PER_MINUTE: '0' });
  site = await startWebSite();
  const links = ['/mill', '/weir'];
  site.pages.set('/', pageOf('Start', 'All about the river.', links));
  site.pages.set('/mill', pageOf('The mill', 'The mill grinds rye on Thursdays.'));
  site.pages.set('/weir', pageOf('The weir', 'The weir is made of oak.'));
});
afterAll(async () => {
  await docent.close();
  await site.close();
});

const asking = (headers: Record<string, string>) => async (path: string, json?: unknown) =>
  (await docent.api(path, { json, headers })).json();
type Ask = ReturnType<typeof asking>;
const refreshed = (ask: Ask, id: string, runs: number): Promise<any> =>
  until('the refresh', async () => {
    const { source, runs: all } = await ask(`/sources/${id}`);
    return all.length === runs && source.state === 'ready' && source;
  });
async function bringIn(files: Record<string, Buffer | string>) {
  async function* entries() {
    for (const [path, content] of Object.entries(files))
      yield { path, source: Readable.from([Buffer.from(content)]) };
  }
  const file = join(mkdtempSync(join(testFolder(), 'zip-')), 'export.zip');
  writeFileSync(file, await buffer(zipEntries(entries())));
  return importApp(docent.ctx, { file, workspaceId: await pickWorkspace(docent.ctx.db, undefined) });
}

test('its settings, schedule and pages come along, and the next refresh finds its documents unchanged', async () => {
  const app = await newAppWithKey(docent);
  const here = asking(bearer(app.secret));
  const settings = {
    name: 'The river',
    depth: 3,
    include: ['/'],
    exclude: ['/private/'],
    max_pages: 50,
    delay_seconds: 0,
    remove_after: 2,
    refresh_hours: 48,
    metadata: { of: 'river' },
  };
  const { source } = await here('/sources', { kind: 'site', addresses: [`${site.url}/`], ...settings });
  const id = source.source_id;
  await refreshed(here, id, 1);
  await until('the documents', async () => (await here('/documents?status=ready')).documents.length === 3);

  const zip = await exported(docent, {}, bearer(app.secret));
  expect(linesIn(zip['sources.ndjson'])).toMatchObject([{ source_id: id, kind: 'site', ...settings }]);
  const pages = linesIn(zip['source-pages.ndjson']);
  expect(pages.map(({ url, depth }) => `${url.replace(site.url, '')} ${depth}`).sort()).toEqual([
    '/ 0',
    '/mill 1',
    '/weir 1',
  ]);

  const { appId } = await bringIn(zip);
  const there = asking(bearer((await newKey(docent, {}, appId)).secret));
  const [imported] = (await there('/sources')).sources;
  expect(imported).toMatchObject({ source_id: id, kind: 'site', ...settings, state: 'new', documents: 3 });
  const inHours = (Date.parse(imported.next_run_at) - Date.now()) / 3_600_000;
  expect(inHours).toBeGreaterThan(47);
  expect(inHours).toBeLessThanOrEqual(48);
  await until('the documents', async () => (await there('/documents?status=ready')).documents.length === 3);
  const ids = async (ask: Ask) =>
    (await ask(`/documents?source_id=${id}`)).documents.map((document: any) => document.document_id).sort();
  expect(await ids(there)).toEqual(await ids(here));

  await there(`/sources/${id}/refresh`, {});
  expect((await refreshed(there, id, 1)).last_run).toMatchObject({ added: 0, changed: 0, unchanged: 3 });
  site.pages.set('/mill', pageOf('The mill', 'The mill grinds barley on Mondays.'));
  await there(`/sources/${id}/refresh`, {});
  expect((await refreshed(there, id, 2)).last_run).toMatchObject({ added: 0, changed: 1, unchanged: 2 });
  expect(await ids(there)).toEqual(await ids(here));
});

test('sources that make no sense are refused, and an export without sources is imported', async () => {
  const app = await newAppWithKey(docent);
  const headers = bearer(app.secret);
  await asking(headers)('/sources', { kind: 'list', addresses: [`${site.url}/weir`], refresh_hours: null });
  const zip = await exported(docent, {}, headers);
  const line = linesIn(zip['sources.ndjson'])[0];
  const changed = (change: object) => ({
    ...zip,
    'sources.ndjson': `${JSON.stringify({ ...line, ...change })}\n`,
  });
  for (const [change, message] of [
    [{ addresses: ['file:///etc/passwd'] }, /sources.ndjson line 1: addresses/],
    [{ max_pages: 1_000_000 }, /max_pages/],
    [{ kind: 'site', addresses: [`${site.url}/a`, `${site.url}/b`] }, /must be one address/],
  ] as const)
    await expect(bringIn(changed(change))).rejects.toThrow(message);
  const { 'sources.ndjson': _sources, 'source-pages.ndjson': _pages, ...older } = zip;
  const manifest = JSON.parse(zip['manifest.json']!.toString());
  delete manifest.counts.sources;
  delete manifest.counts['source-pages'];
  const { appId } = await bringIn({ ...older, 'manifest.json': JSON.stringify(manifest) });
  expect(
    await docent.ctx.db.selectFrom('sources').select('name').where('app_id', '=', appId).execute(),
  ).toEqual([]);
});
