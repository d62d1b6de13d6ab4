// The widget behind a line that breaks: a proxy in front of the server cuts connections in the middle of an answer.
import { createServer, type Server } from 'node:http';
import { connect, createServer as createProxy, type AddressInfo, type Server as Proxy } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeContexts, openBrowser } from '../../../test/browser.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';

let docent: Docent;
let model: ModelServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let site: Server;
let line: Proxy;
let origin: string;
/** How many events a connection brings before it breaks, one entry a connection; none left: it holds. */
let cuts: number[] = [];
let broken = 0;
/** A connection that breaks stays open, and brings nothing more. */
let isSilent = false;

const listening = async (server: Server | Proxy) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  browser = await openBrowser();
  line = createProxy((client) => {
    const upstream = connect(Number(new URL(docent.url).port), '127.0.0.1');
    let seen = 0;
    let isMute = false;
    client.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      if (isMute) return;
      client.write(bytes);
      seen += bytes.toString().split('event: message').length - 1;
      if (cuts[0] === undefined || seen < cuts[0]) return;
      cuts.shift();
      broken++;
      if (isSilent) isMute = true;
      else client.destroy();
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy());
  });
  const base = `http://127.0.0.1:${await listening(line)}`;
  let tag = '';
  site = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/html' });
    res.end(`<!doctype html><html lang="en"><title>Site</title><body>${tag}</body></html>`);
  });
  origin = `http://localhost:${await listening(site)}`;
  const { secret } = await newKey(docent, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: [origin],
  });
  tag = `<script src="${base}/widget.js" data-key="${secret}" async></script>`;
});
afterAll(async () => {
  await closeContexts();
  site?.close();
  line?.close();
  await docent?.close();
  await model?.close();
});
beforeEach(async () => {
  model.calls.length = 0;
  cuts = [];
  broken = 0;
  isSilent = false;
  context = await browser.newContext({ reducedMotion: 'reduce' });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(origin);
  await page.getByRole('button', { name: 'Open the chat' }).click();
});
afterEach(() => context.close());

const pieces = Array.from({ length: 40 }, (_one, n) => `word${n} `);
const whole = pieces.join('').trim();
const chatCalls = () => model.calls.filter(({ path }) => path.endsWith('/chat/completions'));
const said = async () => (await page.getByRole('log').locator('.turn').last().innerText()).trim();
async function ask(): Promise<void> {
  await page.getByRole('textbox').fill('Who is called first in an outage?');
  await page.keyboard.press('Enter');
}

test('an answer goes on after the line broke, twice, to the same text, from one call of the model', async () => {
  model.chat = { pieces, tokenMs: 40 };
  cuts = [5, 6];
  await ask();
  await page.getByRole('button', { name: 'Good answer' }).waitFor();
  expect(await said()).toBe(whole);
  expect(broken).toBe(2);
  expect(chatCalls()).toHaveLength(1);
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('an answer goes on when the visitor has gone to another page of the site', async () => {
  model.chat = { pieces, tokenMs: 40 };
  await ask();
  await expect.poll(said).toContain('word3');
  // The panel is open there too, as it was here.
  await page.goto(`${origin}/another`);
  await page.getByRole('button', { name: 'Good answer' }).waitFor();
  expect(await said()).toBe(whole);
  expect(chatCalls()).toHaveLength(1);
});

test('the stop button stops the answer itself, also before its first word', async () => {
  const stop = () => page.getByRole('button', { name: 'Stop' }).click();
  model.chat = { pieces: Array.from({ length: 2_000 }, () => 'on and on '), tokenMs: 30 };
  await ask();
  await expect.poll(said).toContain('on and on');
  await stop();
  await expect.poll(said).toContain('Stopped.');
  await until('the call closed', () => chatCalls()[0]!.aborted);
  await page.getByRole('button', { name: 'New conversation' }).click();
  model.chat = { ...model.chat, firstTokenMs: 30_000 };
  await ask();
  await until('the second call', () => chatCalls()[1]);
  await stop();
  await expect.poll(said).toBe('Stopped.');
  await until('the second call closed', () => chatCalls()[1]!.aborted);
});

/** The browser's clock stands still, and goes on a second at a time, so that each attempt can fail before the next. */
const stopClock = async () => {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(3_600_000);
};
const passSeconds = async (seconds: number) => {
  for (let second = 0; second < seconds; second++) await page.clock.runFor(1_000);
};

test('a lost answer is asked for as long as the server continues it, and is whole even when that is late', async () => {
  model.chat = { pieces, tokenMs: 40 };
  let attempts = 0;
  await page.route('**/stream', (route) => {
    attempts++;
    return route.abort();
  });
  cuts = [3];
  await stopClock();
  await ask();
  await until('the cut', () => broken);
  await passSeconds(45);
  expect(attempts).toBeGreaterThan(1);
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.unroute('**/stream');
  const answered = page.getByRole('button', { name: 'Good answer' });
  await until('the answer', async () => {
    await page.clock.runFor(1_000);
    return answered.count();
  });
  expect(await said()).toBe(whole);
  expect(chatCalls()).toHaveLength(1);

  // When it is over, it says so.
  await page.route('**/stream', (route) => route.abort());
  cuts = [3];
  await ask();
  const again = page.getByRole('button', { name: 'Try again' });
  await until('the end of the attempts', async () => {
    await page.clock.runFor(1_000);
    return again.count();
  });
});

test.each(['breaks', 'says nothing more'])(
  'when the network returns, an answer goes on at once: the line %s',
  async (what) => {
    model.chat = { pieces, tokenMs: 40 };
    cuts = [3];
    isSilent = what !== 'breaks';
    await stopClock();
    await ask();
    await until('the cut', () => broken);
    // What broke may have taken the last words with it.
    await expect.poll(said).toContain('word0');
    // No time passes.
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await page.getByRole('button', { name: 'Good answer' }).waitFor();
    expect(await said()).toBe(whole);
    expect(chatCalls()).toHaveLength(1);
  },
);

test('where the server is gone for good, the visitor may try again', async () => {
  model.chat = { pieces, tokenMs: 40 };
  const headers = { 'access-control-allow-origin': origin };
  const gone = { success: false, error: { code: 'message_not_found', message: 'There is no such answer.' } };
  await page.route('**/stream', (route) => route.fulfill({ status: 404, headers, json: gone }));
  cuts = [3];
  await ask();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Good answer' }).waitFor();
  expect(await said()).toBe(whole);
});
