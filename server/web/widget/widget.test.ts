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
  site = createServer((req, res) => {
    if (req.url?.startsWith('/tags.js')) {
      // A tag manager: it sets what the widget reads, and adds the script without attributes.
      const secret = new URL(req.url, 'http://localhost').searchParams.get('key');
      const script = `const s = document.createElement('script'); s.type = 'module'; s.src = '${docent.url}/widget.js'; document.head.append(s);`;
      return res.end(`window.docentSettings = { key: '${secret}' }; ${script}`);
    }
    res.writeHead(200, {
      'content-type': 'text/html',
      'content-security-policy': `default-src 'none'; script-src 'self' ${docent.url}; style-src 'unsafe-inline'; connect-src ${docent.url}`,
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
  page.setDefaultTimeout(60_000);
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

test('the script fits into 25 kB and may be loaded by any page', async () => {
  const response = await fetch(`${docent.url}/widget.js`);
  expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
  expect(gzipSync(await response.text()).length).toBeLessThan(25_000);
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
  await expect.poll(() => log().textContent(), { timeout: 60_000 }).toContain('on-call engineer');
  await page.getByText(/^Sources/).click();
  await page.getByText('outage-playbook.md').first().waitFor();
  await page.getByRole('button', { name: 'Good answer' }).click();
  expect(await page.getByRole('button', { name: 'Good answer' }).getAttribute('aria-pressed')).toBe('true');
  // What was nearest is offered where nothing was found.
  await ask('Which outage of volcanoes frightened the penguins, whales and albatrosses of Antarctica?');
  await page.getByText(/^These may be related/).waitFor();
  await page.evaluate(axe);
  const run = 'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + nodes[0].target))';
  expect(await page.evaluate(run)).toEqual([]);
  await page.keyboard.press('Escape');
  expect(await page.getByRole('dialog').count()).toBe(0);

  await page.reload();
  await page.waitForFunction('window.docent');
  await page.evaluate('docent.open()');
  await expect.poll(() => log().textContent(), { timeout: 60_000 }).toContain('on-call engineer');
  const remembered = () => page.evaluate((name) => localStorage.getItem(name), `docent:${key}`);
  expect(await remembered()).toContain('sess_');
  await page.getByRole('button', { name: 'New conversation' }).click();
  expect(await remembered()).toBeNull();
  expect(await log().textContent()).not.toContain('on-call engineer');
  throwComplaints();
});

test('on a forbidden origin it stays away, and an origin forged in a body or query changes nothing', async () => {
  const warning = page.waitForEvent('console', (message) => message.text().includes('not shown'));
  await page.goto(forbidden);
  expect((await warning).type()).toBe('warning');
  expect((await warning).text()).toContain(`Add ${forbidden} to the key's allowed origins`);
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
    ai_notice: false,
    texts: { en: words },
  };
  await caller.widgetEditor.save({ app_id, ...saved });
  expect((await caller.widget.get({ app_id })).widget).toEqual(saved);
  await page.goto(allowed);
  await bubble().click();
  await page.getByRole('heading', { name: 'Help desk' }).waitFor();
  await page.getByRole('button', { name: question }).click();
  await expect.poll(() => log().textContent(), { timeout: 60_000 }).toContain('45 days');
  expect((await page.getByRole('dialog').boundingBox())!.x).toBeLessThan(100);
  expect(await page.getByText('You are chatting with an AI').count()).toBe(0);
  await caller.widgetEditor.save({
    app_id,
    position: 'right',
    theme: 'auto',
    accent: '#087f5b',
    ai_notice: true,
    texts: {},
  });
});

test('a lost connection offers to try again; an answer can be stopped', async () => {
  await page.goto(allowed);
  await bubble().click();
  await page.route('**/api/v1/chat', (route) => route.abort());
  await ask('Who is called first in an outage?');
  await page.getByRole('alert').getByText('The connection was lost.').waitFor();
  await page.unroute('**/api/v1/chat');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => log().textContent(), { timeout: 60_000 }).toContain('on-call engineer');
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

/** A conversation as the widget remembers it, so that a page shows an answer that the built-in model would not write. */
const remember = (turns: object[]) =>
  page.addInitScript(
    ([name, memory]) => localStorage.setItem(name!, memory!),
    [`docent:${key}`, JSON.stringify({ turns, open: true })],
  );

const citation = {
  index: 1,
  document_name: 'fees.md',
  source_url: 'https://example.com/fees',
  headings: ['Fees', 'Lost cards'],
  page: 3,
  quote: 'A new card costs 5 euros.',
};

test('an answer is read to its end: Markdown, citations that open their source, a copy, and what was wrong with it', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: allowed });
  const text = '| Card | Fee |\n| --- | --- |\n| new | **5** |\n\nA new card costs 5 euros [1, 2].';
  await page.goto(allowed);
  await bubble().click();
  await ask('Who is called first in an outage?');
  await page.getByRole('button', { name: 'Copy answer' }).click();
  await page.getByText('Copied').waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('on-call engineer');
  await page.getByRole('button', { name: 'Bad answer' }).click();
  await page.getByLabel('What was wrong').fill('It is the deputy now.');
  await page.getByRole('button', { name: 'Send feedback' }).click();
  await page.getByText('Thank you for your feedback.').waitFor();
  await expect
    .poll(() =>
      docent.ctx.db.selectFrom('feedback').select('rating').where('comment', 'is not', null).execute(),
    )
    .toEqual([{ rating: 'down' }]);

  await remember([
    { from: 'visitor', text: 'What does it cost?' },
    { from: 'docent', text, citations: [citation] },
  ]);
  await page.reload();
  await expect.poll(() => page.locator('table th').allTextContents()).toEqual(['Card', 'Fee']);
  await page.getByRole('button', { name: 'Source 1: fees.md' }).click();
  const source = page.locator('.source');
  expect(await source.textContent()).toBe('1 fees.md, page 3Fees › Lost cardsA new card costs 5 euros.');
  expect(await source.evaluate((card) => card.matches(':focus'))).toBe(true);
  expect(await source.getByRole('link').getAttribute('href')).toBe('https://example.com/fees');
  expect(await page.getByText('You are chatting with an AI. Its answers can be wrong.').isVisible()).toBe(
    true,
  );
});

test('a reader who looks at something above stays there; the panel is as it was after a reload, and says what came meanwhile', async () => {
  const long = Array.from({ length: 60 }, (_, line) => `Line ${line}.`).join('\n\n');
  await remember([{ from: 'docent', text: long }]);
  await page.goto(allowed);
  await log().waitFor();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/v1/chat', async (route) => {
    await held;
    await route.continue();
  });
  await ask('Who is called first in an outage?');
  await log().evaluate((element) => (element.scrollTop = 100));
  const latest = page.getByRole('button', { name: 'Jump to latest' });
  await latest.waitFor();
  release();
  await page.getByRole('button', { name: 'Good answer' }).waitFor({ state: 'attached' });
  expect(await log().evaluate((element) => element.scrollTop)).toBe(100);
  await latest.click();
  await latest.waitFor({ state: 'hidden' });

  // An answer that ends after the panel was closed.
  await page.unroute('**/api/v1/chat');
  let releaseNext = () => {};
  const heldNext = new Promise<void>((resolve) => (releaseNext = resolve));
  await page.route('**/api/v1/chat', async (route) => {
    await heldNext;
    await route.continue();
  });
  await ask('How long can I return an unused item?');
  await page.keyboard.press('Escape');
  releaseNext();
  await page.getByRole('button', { name: 'Open the chat (New answer)' }).click();
  await bubble().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Close the chat' }).first().waitFor();
});

test('Arabic is written from right to left, in its own words', async () => {
  tags = tag(key).replace('async', 'data-locale="ar" async');
  await page.goto(allowed);
  await page.getByRole('button', { name: 'فتح المحادثة' }).click();
  await page.getByText('أنت تتحدث مع ذكاء اصطناعي').waitFor();
  expect(await page.locator('.panel').evaluate((panel) => getComputedStyle(panel).direction)).toBe('rtl');
});

test.each([
  [
    'a module',
    (secret: string) => `<script type="module" src="${docent.url}/widget.js" data-key="${secret}"></script>`,
  ],
  ['its address', (secret: string) => `<script src="${docent.url}/widget.js?key=${secret}" async></script>`],
  ['a tag manager', (secret: string) => `<script src="/tags.js?key=${secret}"></script>`],
])('it is loaded by %s', async (_how, make) => {
  tags = make(key);
  await page.goto(allowed);
  await bubble().waitFor();
});

test.each(['inline', 'search'])('it is part of the page: %s', async (mode) => {
  tags = `<div id="help" style="height:500px"></div>${tag(key).replace('async', `data-mode="${mode}" data-target="#help" async`)}`;
  await page.goto(allowed);
  await ask('Who is called first in an outage?');
  await expect.poll(() => log().textContent(), { timeout: 60_000 }).toContain('on-call engineer');
  expect(await page.locator('#help docent-widget').count()).toBe(1);
});

test('the rules of the page around it do not reach it', async () => {
  tags = `<style>*:empty{display:none!important}*{font:900 40px serif!important;position:static!important;--bg:red!important}div,button{all:unset!important}</style>${tag(key)}`;
  await page.goto(allowed);
  await bubble().click();
  const shown = await page.locator('.panel').evaluate((panel) => {
    const { fontSize, backgroundColor } = getComputedStyle(panel);
    return {
      fontSize,
      backgroundColor,
      position: getComputedStyle((panel.getRootNode() as ShadowRoot).host).position,
    };
  });
  expect(shown).toEqual({ fontSize: '15px', backgroundColor: 'rgb(255, 255, 255)', position: 'fixed' });
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
