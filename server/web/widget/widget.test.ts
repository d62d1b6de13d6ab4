import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeContexts, listenForComplaints, openBrowser } from '../../../test/browser.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, demoAppId, newKey } from '../../../test/keys.ts';
import { createCaller } from '../../transport/trpc/router.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let docent: Docent;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let site: Server;
/** The same page at two origins: the first is on the key's list. */
let allowed: string;
let forbidden: string;
let key: string;
let tags = '';

beforeAll(async () => {
  docent = await startDocent();
  browser = await openBrowser();
  site = createServer((_req, res) => {
    res.writeHead(200, {
      'content-type': 'text/html',
      'content-security-policy': `default-src 'none'; script-src ${docent.url}; connect-src ${docent.url}`,
    });
    res.end(
      `<!doctype html><html lang="en"><title>Site</title><body><main><h1>Site</h1></main>${tags}</body></html>`,
    );
  }).listen(0, '127.0.0.1');
  await until('the site', () => site.listening);
  const { port } = site.address() as AddressInfo;
  allowed = `http://localhost:${port}`;
  forbidden = `http://127.0.0.1:${port}`;
  key = await publishable();
});
afterAll(async () => {
  await closeContexts();
  site?.close();
  await docent?.close();
});
beforeEach(async () => {
  tags = tag(key);
  context = await browser.newContext({ viewport: { width: 1000, height: 800 }, reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
});
afterEach(() => context.close());

const publishable = async () =>
  (await newKey(docent, { kind: 'publishable', scopes: ['chat'], allowed_origins: [allowed] })).secret;
const tag = (secret: string) => `<script src="${docent.url}/widget.js" data-key="${secret}" async></script>`;
const bubble = () => page.getByRole('button', { name: 'Open the chat' });
const log = () => page.getByRole('log');

async function ask(question: string): Promise<void> {
  await page.getByRole('textbox').fill(question);
  await page.keyboard.press('Enter');
}

test('the script fits into 20 kB and may be loaded by any page', async () => {
  const response = await fetch(`${docent.url}/widget.js`);
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(gzipSync(await response.text()).length).toBeLessThan(20_000);
  const again = await fetch(`${docent.url}/widget.js`, {
    headers: { 'if-none-match': response.headers.get('etag')! },
  });
  expect(again.status).toBe(304);
});

test('on an allowed origin, under a strict policy, it answers with sources and remembers until forget() is called', async () => {
  const throwComplaints = listenForComplaints(page, [/status of 404/]);
  await page.goto(allowed);
  await bubble().click();
  await ask('Who is called first in an outage?');
  await expect.poll(() => log().textContent(), { timeout: 15_000 }).toContain('on-call engineer');
  await page.getByText(/^Sources/).click();
  await page.getByText('outage-playbook.md').first().waitFor();
  await page.getByRole('button', { name: 'Good answer' }).click();
  expect(await page.getByRole('button', { name: 'Good answer' }).getAttribute('aria-pressed')).toBe('true');
  await page.evaluate(axe);
  const run = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + nodes[0].target))';
  expect(await page.evaluate(run)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').count()).toBe(0);

  await page.reload();
  await page.waitForFunction('window.docent');
  await page.evaluate('docent.open()');
  await expect.poll(() => log().textContent(), { timeout: 15_000 }).toContain('on-call engineer');
  const remembered = () => page.evaluate((name) => localStorage.getItem(name), `docent:${key}`);
  expect(await remembered()).toContain('sess_');
  await page.getByRole('button', { name: 'New conversation' }).click();
  expect(await remembered()).toBeNull();
  expect(await log().textContent()).not.toContain('on-call engineer');
  throwComplaints();
});

test('on a forbidden origin it stays away, and an origin forged in a body or query changes nothing', async () => {
  const settled = page.waitForEvent('console', (message) => message.text().includes('not shown'));
  await page.goto(forbidden);
  await settled;
  expect(await page.locator('docent-widget').count()).toBe(0);
  const headers = { ...bearer(key), origin: forbidden };
  const json = { message: 'Who is called first?', origin: allowed, headers: { origin: allowed } };
  const refused = await docent.api('/chat', { json, headers });
  expect([refused.status, (await refused.json()).error.code]).toEqual([403, 'origin_not_allowed']);
  expect((await docent.api(`/widget?origin=${allowed}`, { headers })).status).toBe(403);
  expect((await docent.api('/widget', { headers: { ...headers, origin: allowed } })).status).toBe(200);
});

test('it says what was saved in the panel, in the language of the page', async () => {
  const admin = { adminId: 'adm_1', email: 'a@example.com', role: 'owner' as const };
  const signal = new AbortController().signal;
  const caller = createCaller({ service: docent.ctx, admin, requestId: 'req_1', signal });
  const question = 'How long can I return an unused item?';
  const words = { title: 'Help desk', greeting: '', placeholder: '', suggestions: [question] };
  const app_id = await demoAppId(docent);
  const saved = {
    position: 'left' as const,
    theme: 'dark' as const,
    accent: '#ffd43b',
    texts: { en: words },
  };
  await caller.widgetEditor.save({ app_id, ...saved });
  expect((await caller.widget.get({ app_id })).widget).toEqual(saved);
  await page.goto(allowed);
  await bubble().click();
  await page.getByRole('heading', { name: 'Help desk' }).waitFor();
  await page.getByRole('button', { name: question }).click();
  await expect.poll(() => log().textContent(), { timeout: 15_000 }).toContain('45 days');
  expect((await page.getByRole('dialog').boundingBox())!.x).toBeLessThan(100);
  await caller.widgetEditor.save({ app_id, ...saved, position: 'right', theme: 'auto', texts: {} });
});

test('a lost connection offers to try again; an answer can be stopped', async () => {
  await page.goto(allowed);
  await bubble().click();
  await page.route('**/api/v1/chat', (route) => route.abort());
  await ask('Who is called first in an outage?');
  await page.getByRole('alert').getByText('The connection was lost.').waitFor();
  await page.unroute('**/api/v1/chat');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => log().textContent(), { timeout: 15_000 }).toContain('on-call engineer');
  // The answer is there before its end is, and until then there is no next question.
  await page.getByRole('button', { name: 'Send' }).waitFor();
  await page.route('**/api/v1/chat', () => {});
  await ask('And after that?');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => log().textContent()).toContain('Stopped.');
  await page.getByRole('button', { name: 'Send' }).waitFor();
});

test('several live on one page, and survive a page that replaces its body', async () => {
  const second = await publishable();
  tags = tag(key) + tag(second) + tag(key);
  await page.goto(allowed);
  await expect.poll(() => page.locator('docent-widget').count()).toBe(2);
  const [left, right] = await Promise.all([0, 1].map((at) => bubble().nth(at).boundingBox()));
  expect(Math.abs(left!.x - right!.x)).toBeGreaterThanOrEqual(56);
  await page.evaluate(() => document.body.replaceChildren());
  await expect.poll(() => page.locator('docent-widget').count()).toBe(2);
  await page.evaluate(() => document.body.replaceWith(document.createElement('body')));
  await expect.poll(() => page.locator('docent-widget').count()).toBe(2);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await until('a port', () => server.listening);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('npm run demo:site serves a page with the widget', async () => {
  const port = await freePort();
  const demoKey = (
    await newKey(docent, {
      kind: 'publishable',
      scopes: ['chat'],
      allowed_origins: [`http://localhost:${port}`],
    })
  ).secret;
  const script = new URL('../../../examples/site/serve.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, DOCENT_URL: docent.url, DOCENT_KEY: demoKey, SITE_PORT: String(port) },
  });
  try {
    await until('the demo site', () =>
      fetch(`http://localhost:${port}/`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    await page.goto(`http://localhost:${port}/`);
    await bubble().click();
    await page.getByRole('heading', { name: 'Ask us' }).waitFor();
  } finally {
    child.kill();
  }
});
