import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, usePanel } from '../../test/panel.ts';

const panel = usePanel();
let site: Server;
let origin: string;
let snippet = '';

beforeAll(async () => {
  site = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/html' });
    res.end(`<!doctype html><html lang="en"><title>Site</title><body>${snippet}</body></html>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(site.address() as AddressInfo).port}`;
});
afterAll(() => site?.close());

test('what is made in the editor shows in the preview at once, and on a page of another origin when it is saved', async () => {
  const { page, docent } = panel;
  await panel.openDemo(page, 'widget');
  const preview = page.frameLocator('iframe');
  await preview.getByRole('heading', { name: 'Ask us' }).waitFor();
  const title = page.getByLabel('Title');
  await title.fill('Help desk');
  await page.getByRole('button', { name: 'Add a question' }).click();
  await page.getByLabel('Suggested question 1').fill('Who is called first in an outage?');
  await page.getByText('Left', { exact: true }).click();
  await preview.getByRole('heading', { name: 'Help desk' }).waitFor();
  // The preview takes nobody's focus: whoever writes goes on writing.
  await title.click();
  await page.keyboard.type(' of Acme');
  await preview.getByRole('heading', { name: 'Help desk of Acme' }).waitFor();
  expect(await title.evaluate((field) => field === document.activeElement)).toBe(true);
  await preview.getByRole('button', { name: 'Who is called first in an outage?' }).click();
  await preview.getByText('extension 4100').first().waitFor();
  const row = () => docent.ctx.db.selectFrom('widget_settings').select('settings').executeTakeFirst();
  expect(await row()).toBeUndefined();

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.getByText('No publishable key yet').waitFor();
  await page.getByRole('button', { name: 'Create publishable key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Site');
  await dialog.getByLabel('Allowed origins').fill('https://nowhere.example');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  snippet = await dialog.getByLabel('Snippet').inputValue();
  // The server of a test listens elsewhere than it says.
  snippet = snippet.replace(/src="[^"]*\/widget\.js"/, `src="${docent.url}/widget.js"`);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Change origins of Site' }).click();
  await dialog.getByLabel('Allowed origins').fill('not an origin');
  await dialog.getByRole('button', { name: 'Save origins' }).click();
  await dialog.getByText(/Entry 1 must be an origin/).waitFor();
  await dialog.getByLabel('Allowed origins').fill(origin);
  await dialog.getByRole('button', { name: 'Save origins' }).click();
  await page.getByText(`on ${origin}`).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await expectAccessible(page);

  const visitor = await panel.open();
  await visitor.goto(origin);
  await visitor.getByRole('button', { name: 'Open the chat' }).click();
  await visitor.getByRole('heading', { name: 'Help desk of Acme' }).waitFor();
  await visitor.getByRole('button', { name: 'Who is called first in an outage?' }).click();
  await visitor.getByRole('log').getByText('extension 4100').first().waitFor();
  expect((await visitor.getByRole('dialog').boundingBox())!.x).toBeLessThan(100);
});

test('the preview speaks for those who are signed in, as far as their role goes', async () => {
  const { docent } = panel;
  const { app_id } = await docent.ctx.db.selectFrom('apps').select('app_id').executeTakeFirstOrThrow();
  const path = `${docent.url}/admin/preview/${app_id}`;
  for (const address of [path, `${path}/api/v1/widget`]) expect((await fetch(address)).status).toBe(401);
  const ask = { method: 'POST', body: '{"message":"Who?"}', headers: { 'content-type': 'application/json' } };
  expect((await fetch(`${path}/api/v1/chat`, ask)).status).toBe(403);
  const own = { ...ask, headers: { ...ask.headers, origin: docent.url, 'sec-fetch-site': 'same-origin' } };
  expect((await fetch(`${path}/api/v1/chat`, own)).status).toBe(401);
});
