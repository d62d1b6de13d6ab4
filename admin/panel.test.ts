import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchBrowser, listenForComplaints } from '../test/browser.ts';
import { startDocent, type Docent } from '../test/harness.ts';

// The browser itself reports a refused form: 401 for a wrong password, 400 for a wrong field.
const refusals = [/status of 40[01]/];

let docent: Docent;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let throwComplaints: () => void;

beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api', 'worker', 'admin']) });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await docent?.close();
});

beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  throwComplaints = listenForComplaints(page, refusals);
});

afterEach(async () => {
  await context.close();
  throwComplaints();
});

async function signIn(password = docent.adminPassword): Promise<void> {
  await page.getByLabel('E-mail').fill(docent.adminEmail);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function openDemo(): Promise<void> {
  await page.goto(`${docent.url}/admin`);
  await signIn();
  await page.getByRole('main').getByRole('link', { name: 'Demo' }).click();
  await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
}

const asked = (secret: string) =>
  fetch(`${docent.url}/api/v1/documents`, { headers: { authorization: `Bearer ${secret}` } }).then(
    ({ status }) => status,
  );

test('an admin signs in, creates a key, uses it, revokes it and signs out', async () => {
  await page.goto(`${docent.url}/admin`);
  expect(new URL(page.url()).pathname).toBe('/admin/login');
  await signIn('not-the-password');
  await expect.poll(() => page.getByRole('alert').textContent()).toBe('E-mail or password is wrong.');

  await signIn();
  await page.getByRole('main').getByRole('link', { name: 'Demo' }).click();
  const documents = page.getByRole('region', { name: 'Documents' });
  await expect.poll(() => documents.getByText('ready', { exact: true }).count()).toBe(3);

  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Night shift');
  await dialog.getByLabel('documents:read').check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const secret = await dialog.getByLabel('Key', { exact: true }).inputValue();
  expect(secret).toMatch(/^sk_[A-Za-z0-9]{32,}$/);
  expect(await asked(secret)).toBe(200);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(secret);

  const row = page.getByRole('row', { name: 'Night shift' });
  await row.getByRole('button', { name: 'Revoke Night shift' }).click();
  await dialog.getByRole('button', { name: 'Revoke key' }).click();
  await row.getByText('revoked').waitFor();
  await expect.poll(() => asked(secret), { timeout: 5000 }).toBe(401);

  const [cookie] = await context.cookies(`${docent.url}/admin`);
  expect(cookie).toMatchObject({ path: '/admin', httpOnly: true, sameSite: 'Lax' });
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/admin/login');
  // The session is over on the server too, not only in this browser.
  await context.addCookies([cookie!]);
  await page.goto(`${docent.url}/admin/apps`);
  expect(new URL(page.url()).pathname).toBe('/admin/login');
});

test('a key that the server refuses says why, beside the field', async () => {
  await openDemo();
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Shop');
  await dialog.getByLabel('Publishable').check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('A publishable key needs at least one allowed origin').waitFor();
  await dialog.getByLabel('Allowed origins').fill('https://shop.example.com\nshop.example.com/path');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('Entry 2 must be an origin').waitFor();
  await dialog.getByLabel('Allowed origins').fill('https://shop.example.com');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect.poll(() => dialog.getByLabel('Key', { exact: true }).inputValue()).toMatch(/^pk_/);
});

test('the list of documents follows an ingest by itself', async () => {
  const set = (status: 'embedding' | 'ready') =>
    docent.ctx.db.updateTable('documents').set({ status }).where('name', '=', 'outage-playbook.md').execute();
  await openDemo();
  const row = page.getByRole('row', { name: 'outage-playbook.md' });
  await row.getByText('ready', { exact: true }).waitFor();
  await set('embedding');
  await page.reload();
  await row.getByText('embedding', { exact: true }).waitFor();
  await set('ready');
  await row.getByText('ready', { exact: true }).waitFor();
});

test('the way back after a login stays inside the panel', async () => {
  for (const [to, end] of [
    ['/apps?page=2', '/admin/apps?page=2'],
    ['//example.com', '/admin/apps'],
    ['/\\example.com', '/admin/apps'],
    ['/\t/example.com', '/admin/apps'],
    ['/x/..//example.com', '/admin/apps'],
    ['https://example.com', '/admin/apps'],
  ]) {
    await context.clearCookies();
    await page.goto(`${docent.url}/admin/login?to=${encodeURIComponent(to!)}`);
    await signIn();
    await page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor();
    expect(page.url()).toBe(`${docent.url}${end}`);
  }
});

test('the login works without JavaScript', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  page = await plain.newPage();
  await page.goto(`${docent.url}/admin/apps`);
  await signIn('not-the-password');
  expect(await page.getByRole('alert').textContent()).toBe('E-mail or password is wrong.');
  await signIn();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Apps');
  await plain.close();
});

test('nothing is wider than a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openDemo();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  await page.getByRole('button', { name: 'Navigation' }).click();
  await page.getByRole('navigation', { name: 'Panel' }).getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor();
});

test('an address that does not exist, or an app of nobody, is told plainly', async () => {
  throwComplaints = listenForComplaints((page = await context.newPage()), [/status of 404/]);
  await openDemo();
  for (const path of ['/admin/nowhere', '/admin/apps/app_nobody']) {
    const response = await page.goto(`${docent.url}${path}`);
    expect(response!.status()).toBe(404);
    await page.getByRole('heading', { name: 'Nothing here' }).waitFor();
  }
});
