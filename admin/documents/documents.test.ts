import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { expectAccessible, usePanel } from '../../test/panel.ts';

const panel = usePanel(async () => ({ INGEST_ALLOW_PRIVATE: 'true' }));
const fixture = (name: string) =>
  readFileSync(new URL(`../../worker/documents/extract/fixtures/${name}`, import.meta.url));
const text = (name: string, words: string) => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(words),
});

test('files are dropped, followed until they are ready, and read with their chunks', async () => {
  const { docent } = panel;
  const page = await panel.open({}, [/status of 415/]);
  await panel.openDemo(page, 'documents');
  await page.getByLabel('Choose files to upload').setInputFiles([
    { name: 'handbook.pdf', mimeType: 'application/pdf', buffer: fixture('handbook.pdf') },
    text('gardens.txt', 'The rose garden opens at nine. Dogs stay outside.'),
    {
      name: 'noise.bin',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from([0, 1, 2, 3, 255, 254, 0]),
    },
  ]);
  const uploads = page.getByRole('list', { name: 'Uploads' });
  await uploads.getByText('noise.bin is not a supported type of file.').waitFor();
  await uploads.getByRole('button', { name: 'Remove noise.bin from the list' }).click();
  await uploads.waitFor({ state: 'detached' });
  for (const name of ['handbook.pdf', 'gardens.txt'])
    await page.getByRole('row', { name }).getByText('ready', { exact: true }).waitFor();

  await page.getByLabel('Name').fill('GARDEN');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('row', { name: 'handbook.pdf' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'gardens.txt' }).click();
  await page.getByRole('heading', { level: 2, name: 'gardens.txt' }).waitFor();
  const chunk = page.getByRole('list', { name: 'Chunks' }).getByRole('button');
  await chunk.click();
  const marked = page.getByRole('region', { name: 'Extracted text' }).locator('[data-chosen]');
  expect(await marked.textContent()).toBe('The rose garden opens at nine. Dogs stay outside.');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Original' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('gardens.txt');
  expect(readFileSync(await download.path(), 'utf8')).toBe(
    'The rose garden opens at nine. Dogs stay outside.',
  );

  await page.getByRole('button', { name: 'Delete' }).click();
  await page
    .getByRole('dialog')
    .getByText(/^This removes 1 document/)
    .waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete document' }).click();
  await page.getByRole('heading', { level: 2, name: 'Documents' }).waitFor();
  await page.getByRole('row', { name: 'handbook.pdf' }).waitFor();
  const { documents } = await (await docent.api('/documents')).json();
  expect(documents.map(({ name }: any) => name)).not.toContain('gardens.txt');
});

test('documents are sorted, chosen, tagged, filtered by tag and deleted together', async () => {
  const { page, docent } = panel;
  for (const name of ['Otter.md', 'heron.md'])
    await docent.api('/documents', { json: { name, text: `The ${name} lives by the river.` } });
  await panel.openDemo(page, 'documents');
  await page.getByRole('link', { name: 'Name', exact: true }).click();
  await page.waitForURL(/sort=name&order=asc/);
  // The address changes before the rows do.
  const names = page.locator('.rows tbody tr .picked a:first-child');
  const read = async () => (await names.allTextContents()).map((name) => name.toLowerCase());
  await expect.poll(read).toEqual(expect.arrayContaining(['heron.md', 'otter.md']));
  await expect.poll(read).toSatisfy((shown: string[]) => shown.join() === shown.toSorted().join());
  for (const name of ['Otter.md', 'heron.md']) await page.getByLabel(`Choose ${name}`).check();
  await page.getByText('2 chosen').waitFor();
  await expectAccessible(page, 'chosen documents');
  await page.getByRole('button', { name: 'Add tag…' }).click();
  await page.getByRole('combobox', { name: 'Tag' }).fill('river');
  await page.getByRole('dialog').getByRole('button', { name: 'Add tag' }).click();
  await page.getByRole('navigation', { name: 'By tag' }).getByRole('link', { name: 'river 2' }).click();
  await expect.poll(() => page.getByRole('row').count()).toBe(3);
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 documents' }).click();
  await page.getByText('No matching documents').waitFor();
  const { documents } = await (await docent.api('/documents')).json();
  expect(documents.map(({ name }: any) => name)).not.toContain('Otter.md');
});

test('a failed document says why, and is read again when asked', async () => {
  const { page, docent } = panel;
  await docent.ctx.db
    .updateTable('documents')
    .set({ status: 'failed', error: 'The disk was full: free some space, then retry.' })
    .where('name', '=', 'returns-and-refunds.md')
    .execute();
  await panel.openDemo(page, 'documents?status=failed');
  const row = page.getByRole('row', { name: 'returns-and-refunds.md' });
  await row.getByText('The disk was full').waitFor();
  expect(await page.getByRole('row').count()).toBe(2);
  await row.getByRole('button', { name: 'Retry returns-and-refunds.md' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^All/ }).click();
  await row.getByText('ready', { exact: true }).waitFor();
});

test('the list follows an ingest by itself, also over a connection that was lost', async () => {
  const page = await panel.open({}, [/Failed to load resource|ERR_FAILED/]);
  const set = (status: 'embedding' | 'ready') =>
    panel.docent.ctx.db
      .updateTable('documents')
      .set({ status })
      .where('name', '=', 'outage-playbook.md')
      .execute();
  await set('embedding');
  await panel.openDemo(page, 'documents');
  const row = page.getByRole('row', { name: 'outage-playbook.md' });
  await row.getByText('embedding', { exact: true }).waitFor();
  await page.route('**/documents.data*', (route) => route.abort());
  await page.getByText('The server cannot be reached').waitFor();
  await set('ready');
  await page.unroute('**/documents.data*');
  await row.getByText('ready', { exact: true }).waitFor();
  await page.getByText('The server cannot be reached').waitFor({ state: 'detached' });
});

test('uploads, originals and the audit log are for signed-in pages of the panel alone', async () => {
  const { page, docent, context } = panel;
  await panel.openDemo(page, 'documents');
  const [cookie] = await context.cookies(`${docent.url}/admin`);
  const appId = /app_\w+/.exec(page.url())![0];
  const send = (headers: Record<string, string>) => {
    const body = new FormData();
    body.append('file', new Blob(['Sent from elsewhere.']), 'elsewhere.txt');
    return fetch(`${docent.url}/admin/files/${appId}`, { method: 'POST', body, headers });
  };
  const signed = { cookie: `${cookie!.name}=${cookie!.value}` };
  const refused = async (answer: Promise<Response>, status: number, code: string) => {
    const response = await answer;
    expect([response.status, (await response.json()).error.code]).toEqual([status, code]);
  };
  await refused(send({ origin: docent.url }), 401, 'not_signed_in');
  await refused(send({ ...signed, origin: 'https://evil.example' }), 403, 'origin_not_allowed');
  await refused(send(signed), 403, 'origin_not_allowed');
  await refused(
    fetch(`${docent.url}/admin/files/${appId}/doc_unknown`, { headers: signed }),
    404,
    'document_not_found',
  );
  await refused(
    fetch(`${docent.url}/admin/files/app_x/doc_unknown`, { headers: signed }),
    404,
    'app_not_found',
  );
  await refused(fetch(`${docent.url}/admin/files/${appId}/doc_unknown`), 401, 'not_signed_in');
  const { admins } = { admins: docent.ctx.db.updateTable('admins') };
  await admins.set({ role: 'viewer' }).execute();
  await refused(send({ ...signed, origin: docent.url }), 403, 'missing_role');
  await refused(fetch(`${docent.url}/admin/files/audit`, { headers: signed }), 403, 'missing_role');
  await refused(fetch(`${docent.url}/admin/files/audit`), 401, 'not_signed_in');
  await docent.ctx.db.updateTable('admins').set({ role: 'owner' }).execute();
  expect((await send({ ...signed, origin: docent.url })).status).toBe(202);
});

test('a document is replaced: its new version is followed, and what quoted the old one goes on quoting it', async () => {
  const { docent } = panel;
  const page = await panel.open({}, [/status of 415/]);
  const send = async (path: string, json: object) => await (await docent.api(path, { json })).json();
  const was = 'The lighthouse lamp is lit at dusk by the keeper.';
  const { documents } = await send('/documents', { name: 'lighthouse.txt', text: was });
  const { document_id } = documents[0];
  const state = async () => (await (await docent.api(`/documents/${document_id}`)).json()).document;
  await expect.poll(async () => (await state()).status, { timeout: 60_000 }).toBe('ready');
  const question = { message: 'Who lights the lighthouse lamp?', filter: { document_ids: [document_id] } };
  const { session_id, citations } = await send('/chat', question);
  expect(citations[0].document_id).toBe(document_id);

  await panel.openDemo(page, `documents/${document_id}`);
  const replace = async (file: ReturnType<typeof text>) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Replace', exact: true }).click(),
    ]);
    await chooser.setFiles(file);
  };
  await replace({ ...text('noise.bin', ''), buffer: Buffer.from([0, 1, 2, 255, 254, 0]) });
  await page.getByText('noise.bin was refused: noise.bin is not a supported type of file.').waitFor();
  await replace(
    text('lighthouse-2.txt', 'A timer lights the lamp now; nobody keeps the lighthouse any more.'),
  );
  await page.getByRole('heading', { level: 2, name: 'lighthouse-2.txt' }).waitFor();
  await page.getByRole('region', { name: 'Extracted text' }).getByText('A timer lights the lamp').waitFor();

  // A version that is being read, shown as long as it takes.
  const { app_id, media_type, bytes, original_blob } = await docent.ctx.db
    .selectFrom('documents')
    .selectAll()
    .where('document_id', '=', document_id)
    .executeTakeFirstOrThrow();
  await docent.ctx.db
    .insertInto('document_versions')
    .values({
      app_id,
      document_id,
      media_type,
      bytes,
      original_blob,
      metadata: '{}',
      name: 'lighthouse-3.txt',
      content_hash: 'f'.repeat(64),
      status: 'embedding',
    })
    .execute();
  await page
    .getByText('New version lighthouse-3.txt: embedding. Until it is ready, this version is used.')
    .waitFor();
  await page.getByRole('link', { name: 'Documents', exact: true }).first().click();
  const listed = page.getByRole('row', { name: 'lighthouse-2.txt' });
  await listed.getByText('New version lighthouse-3.txt: embedding').waitFor();
  await docent.ctx.db.deleteFrom('document_versions').where('document_id', '=', document_id).execute();
  await listed.getByText('New version').waitFor({ state: 'detached' });

  await panel.openDemo(page, `conversations/${session_id}`);
  await page.getByRole('list', { name: 'Sources' }).getByRole('button').first().click();
  const drawer = page.getByRole('dialog');
  await drawer.getByText('The document has a new version since').waitFor();
  expect(await drawer.locator('mark').textContent()).toBe(citations[0].quote);
});

test('a page is added by its address; one that cannot be had says why, and is fetched again when asked', async () => {
  let status = 404;
  const pages = createServer((_req, res) =>
    res
      .writeHead(status, { 'content-type': 'text/html' })
      .end('<!doctype html><title>The Ferry</title><p>The ferry leaves the quay at ten every morning.</p>'),
  );
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(pages.address() as AddressInfo).port}/ferry`;
  const page = await panel.open({}, [/status of 400/]);
  await panel.openDemo(page, 'documents');
  const add = async (address: string) => {
    await page.getByLabel('URL of a page').fill(address);
    await page.getByRole('button', { name: 'Add from URL' }).click();
  };
  await add('ftp://example.com/ferry');
  await page.getByText('must be an address such as').waitFor();
  // Without a scheme it is https.
  await add('localhost:1/ferry');
  await page.getByRole('row', { name: 'localhost' }).waitFor();
  await add(url);
  const row = page.getByRole('row', { name: '127.0.0.1' });
  await row.getByText('The server of the page responded with 404. Check the address.').waitFor();
  expect(await page.getByLabel('URL of a page').inputValue()).toBe('');
  status = 200;
  await row.getByRole('button', { name: 'Retry 127.0.0.1' }).click();
  const ferry = page.getByRole('row', { name: 'The Ferry' });
  await ferry.getByText('ready', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'The Ferry' }).click();
  const source = page.getByRole('link', { name: url });
  await source.waitFor();
  expect(await source.getAttribute('rel')).toBe('noopener noreferrer');
  pages.closeAllConnections();
  await new Promise((resolve) => pages.close(resolve));
});
