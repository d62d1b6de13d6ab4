import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorCodes } from '../../../shared/contract/errors.ts';
import { closeContexts, listenForComplaints, openBrowser } from '../../../test/browser.ts';
import { onPostgres } from '../../../test/database.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { newHandover } from '../../../test/handovers.ts';
import { demoAppId, newKey } from '../../../test/keys.ts';
import { operations } from '../../../test/samples.ts';
import { openApiDocument } from '../../transport/rest/openapi.ts';
import { readReference } from './read-reference.ts';
import { renderGuide } from './render-guide.ts';
import { createDocent, DocentError } from '../../../shared/client/index.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const run = promisify(execFile);
const exists = (command: string) =>
  run(command, ['--version']).then(
    () => true,
    () => false,
  );
const [hasCurl, hasPython] = await Promise.all([exists('curl'), exists('python3')]);
const references = readReference(openApiDocument('http://127.0.0.1:3000'));
const PAGES = ['/', ...new Set(references.map(({ area }) => `/docs/${area.toLowerCase()}`))].concat(
  ['errors', 'limits', 'keys', 'reliability', 'webhooks', 'clients', 'embed', 'security'].map(
    (page) => `/docs/${page}`,
  ),
  ['/docs/find', '/docs/find?q=rotate+a+key'],
);

let docent: Docent;
let browser: Browser;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  docent = await startDocent();
  browser = await openBrowser();
  environment = { ...process.env, DOCENT_URL: docent.url, DOCENT_KEY: docent.apiKey };
});
afterAll(async () => {
  await closeContexts();
  await docent?.close();
});

// How pages look does not depend on the database.
test.each(onPostgres ? (['light'] as const) : (['light', 'dark'] as const))(
  'every page is accessible, fits a phone, shifts nothing and breaks no policy, in %s',
  async (colorScheme) => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 800 },
      colorScheme,
      // axe itself has to be let in; what the page does on its own is heard before that.
      bypassCSP: false,
    });
    const page = await context.newPage();
    const throwComplaints = listenForComplaints(page);
    for (const path of PAGES) {
      await page.goto(docent.url + path);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true);
      const shifted = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
            }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve(sum), 100);
          }),
      );
      expect(shifted, path).toBeLessThan(0.05);
      await page.evaluate(axe);
      // Of all rules only these look at colours.
      const rules = colorScheme === 'light' ? '' : '{ runOnly: ["color-contrast", "link-in-text-block"] }';
      const found = await page.evaluate(
        `axe.run(${rules}).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target)))`,
      );
      expect(found, path).toEqual([]);
    }
    throwComplaints();
    await context.close();
  },
);

test('pages allow no inline script or style and load nothing from elsewhere', async () => {
  for (const path of PAGES) {
    const response = await fetch(docent.url + path);
    const policy = response.headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const text = await response.text();
    expect(text).not.toMatch(/<style|style=|\son\w+="|(src|rel="\w+" href)="(https?:)?\/\//);
  }
});

test('what does not exist is a page for people, and JSON for programs', async () => {
  const browsing = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };
  for (const path of ['/docs/nothing', '/docs/nothing.md', '/elsewhere']) {
    const page = await fetch(docent.url + path, browsing);
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('There is no page at this address');
    const answer = await fetch(docent.url + path);
    expect([answer.status, (await answer.json()).error.code]).toEqual([404, 'not_found']);
  }
  for (const path of ['/api/v1/nothing', '/api/v2', '/openai/v1/nothing', '/admin/nothing'])
    expect((await fetch(docent.url + path, browsing)).headers.get('content-type'), path).toContain('json');
});

test('llms.txt lists every page as Markdown, and each page links to its own', async () => {
  const list = await (await fetch(`${docent.url}/llms.txt`)).text();
  const paths = [...list.matchAll(/\]\((\S+\.md)\)/g)].map(([, url]) => new URL(url!).pathname);
  expect(paths.map((path) => path.replace('.md', '')).sort()).toEqual(
    PAGES.filter((path) => path.startsWith('/docs/') && !path.startsWith('/docs/find')).sort(),
  );
  for (const path of paths) {
    const response = await fetch(docent.url + path);
    expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    const text = await response.text();
    expect(text, path).toMatch(/^# .+\n\n/);
    expect(text, path).not.toMatch(/\{\{\w+\}\}|<table/);
    expect(await (await fetch(docent.url + path.replace('.md', ''))).text()).toContain(`href="${path}"`);
  }
});

test.each([
  ['how do I rotate a key', '/docs/keys'],
  ['upload a document', '/docs/documents#uploadDocuments'],
  ['verify the signature of a webhook', '/docs/webhooks'],
])('the search of the docs finds %s', async (words, href) => {
  const text = await (await fetch(`${docent.url}/docs/find?q=${encodeURIComponent(words)}`)).text();
  const found = [...text.matchAll(/<h2><a href="([^"]+)">/g)].map(([, to]) => to!);
  expect(
    found.slice(0, 3).some((to) => to.startsWith(href)),
    found.join(),
  ).toBe(true);
});

test('a search of the docs finds nothing for words that are not there, and writes no HTML of its own', async () => {
  const nothing = await (
    await fetch(`${docent.url}/docs/find?q=${encodeURIComponent('<b>zyxqv</b>')}`)
  ).text();
  expect(nothing).toContain('Nothing found');
  expect(nothing).not.toContain('<b>zyxqv');
});

test('each response of the reference is one that the contract allows', () => {
  const outputs = new Map(operations.map(({ id, output }) => [id, output]));
  for (const { id, response } of references)
    if (response !== undefined) {
      const { success, ...rest } = response as Record<string, unknown>;
      expect(success, id).toBe(true);
      const read = outputs.get(id)!.safeParse({ success, ...rest });
      expect(read.success ? [] : read.error.issues, id).toEqual([]);
    }
  expect(
    references
      .filter(({ response }) => response === undefined)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['downloadExport', 'exportConversations', 'getDocumentContent', 'replayAnswer']);
});

test('the JavaScript and the typed client of the reference run: each that only reads', async () => {
  const script = (code: string) => {
    const body = code
      .replaceAll('http://127.0.0.1:3000', docent.url)
      .replaceAll(/^import .+\n/gm, '')
      .replaceAll('process.env.DOCENT_KEY', JSON.stringify(docent.apiKey));
    return Object.getPrototypeOf(async function () {}).constructor(
      'createDocent',
      'console',
      'process',
      'openAsBlob',
      'readFile',
      body,
    ) as (...given: unknown[]) => Promise<void>;
  };
  for (const { id, method, samples } of references)
    for (const code of [samples.javascript, samples.client]) {
      const run = script(code);
      if (method !== 'GET' || id === 'replayAnswer') continue;
      const said: unknown[] = [];
      const log = (...values: unknown[]) => void said.push(...values);
      await run(createDocent, { log }, { stdout: { write: log } }).catch((error: unknown) => {
        // The ids of the examples do not exist here, and no model server does; a request that does not fit is no reason.
        const { code, message } = error as DocentError;
        expect(
          code.endsWith('_not_found') || message.includes('needs a model server'),
          `${id}: ${message}`,
        ).toBe(true);
      });
    }
});

test.skipIf(!hasPython)('the Python of the reference is Python', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'docent-python-'));
  writeFileSync(
    join(folder, 'samples.json'),
    JSON.stringify(references.map(({ samples }) => samples.python)),
  );
  const check =
    "import ast, json\nfor code in json.load(open('samples.json')): ast.parse(code)\nprint('fine')";
  const { stdout } = await run('python3', ['-c', check], { cwd: folder });
  expect(stdout.trim()).toBe('fine');
});

test('the reference has every operation of the contract and every error code', async () => {
  expect(references.map(({ id }) => id).sort()).toEqual(operations.map(({ id }) => id).sort());
  const text = await (await fetch(`${docent.url}/docs/errors`)).text();
  for (const code of Object.keys(errorCodes)) expect(text).toContain(`id="${code}"`);
  for (const { id, area } of references)
    expect(await (await fetch(`${docent.url}/docs/${area.toLowerCase()}`)).text()).toContain(`id="${id}"`);
});

test('the console runs a request with a pasted key and shows the events; a refusal says what to do', async () => {
  const page = await browser.newPage();
  const throwComplaints = listenForComplaints(page, [/status of 403/]);
  const key = await newKey(docent, { allowed_origins: [docent.url] });
  await page.goto(docent.url);
  await page.getByLabel('API key').fill(key.secret);
  await page.getByRole('button', { name: 'Send' }).click();
  const events = page.locator('#console-events');
  await expect.poll(() => events.textContent(), { timeout: 60_000 }).toContain('finish_reason');
  expect(await page.locator('#console-answer').textContent()).toContain('on-call engineer');
  expect(await events.locator('.event.citation').count()).toBeGreaterThan(0);
  await page.getByLabel('API key').fill((await newKey(docent)).secret);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect
    .poll(() => page.locator('#console-answer').textContent(), { timeout: 60_000 })
    .toContain(`Add ${docent.url} to the key's allowed origins`);
  throwComplaints();
  await page.close();
});

test('a guide is Markdown: values are filled in, raw HTML stays text, links lead to the web or this server', () => {
  const text =
    '# Title\n\nThe lead.\n\n## Part\n\nAt `{{base_url}}`: <img src=x onerror=alert(1)>, [out](https://example.com), ' +
    '[bad](javascript:alert(1)).\n\n<script>alert(1)</script>\n\n| A |\n| --- |\n| 1 |\n\n{{codes}}\n\n```bash Try it\necho 1\n```\n';
  const guide = renderGuide(
    text,
    { base_url: 'https://docent.example' },
    {
      codes: { html: '<ol></ol>', markdown: '1. x' },
    },
  );
  expect(guide).toMatchObject({ title: 'Title', lead: 'The lead.' });
  expect(guide.body).toContain('<h2 id="part">Part</h2>');
  expect(guide.body).toContain('<code>https://docent.example</code>');
  expect(guide.body).toContain('<a href="https://example.com">out</a>, bad.');
  expect(guide.body).toContain('aria-label="Part"');
  expect(guide.body).toContain('aria-label="Try it"');
  expect(guide.body).toContain('<ol></ol>');
  expect(guide.body).not.toMatch(/<img|<script|javascript:/);
  expect(() => renderGuide('# T\n\nL\n\n{{unknown}}', {})).toThrow('{{unknown}}');
});

test('the page reads without any script, with the status of the moment', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(docent.url);
  expect(await page.getByRole('status').textContent()).toContain('All systems operational');
  await page.getByText('Python', { exact: true }).click();
  expect(await page.getByRole('region', { name: 'Python sample' }).isVisible()).toBe(true);
  await context.close();
});

test.skipIf(!hasCurl)('every request of the reference is one that the server takes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'docent-reference-'));
  writeFileSync(join(folder, 'handbook.md'), '# Handbook\n\nThe kettle is descaled on the first Monday.');
  writeFileSync(join(folder, 'handbook-2.md'), '# Handbook\n\nThe kettle is descaled every Monday.');
  const answer = await (
    await docent.api('/chat', { json: { message: 'Who is called first in an outage?', resumable: true } })
  ).json();
  // A form to ask for a person is off until an app offers it.
  await newHandover(docent, await demoAppId(docent), 'kettle', answer.session_id);
  const text = 'The kettle of the reference is descaled on Fridays.';
  const uploaded = await (await docent.api('/documents', { json: { name: 'k.md', text } })).json();
  const { document_id } = uploaded.documents[0];
  const url = 'http://127.0.0.1:9/page';
  const fetched = await (await docent.api('/documents', { json: { url } })).json();
  const deletesLast = references.toSorted(
    (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'),
  );
  for (const { id, samples, method } of deletesLast) {
    const { curl } = samples;
    const command = curl
      .replaceAll('http://127.0.0.1:3000', docent.url)
      .replaceAll(/doc_\w+/g, id === 'refreshDocument' ? fetched.documents[0].document_id : document_id)
      .replaceAll(/sess_\w+/g, answer.session_id)
      .replaceAll(/msg_\w+/g, answer.message_id);
    const { stdout } = await run('bash', ['-c', `${command} -s -w '\n%{http_code}'`], {
      cwd: folder,
      env: environment,
    });
    const status = Number(stdout.split('\n').at(-1));
    // Ids of other things are unknown here, and no model server is there. Anything else is a request that does not fit.
    const fits = status < 300 || status === 404 || stdout.includes('needs a model server');
    expect(fits, `${method} ${id}: ${stdout.slice(0, 500)}`).toBe(true);
    if (/doc_|sess_/.test(curl) && !/era_|exp_/.test(curl)) expect(status, id).toBeLessThan(300);
  }
});

test.each([
  ['ask.js', process.execPath, true],
  ['ask.py', 'python3', hasPython],
  ['ask.sh', 'bash', hasCurl],
] as const)('examples/%s asks and prints the answer with its source', async (file, command, possible) => {
  if (!possible) return;
  const path = new URL(`../../../examples/${file}`, import.meta.url).pathname;
  const { stdout } = await run(command, [path], { env: environment });
  expect(stdout).toContain('on-call engineer');
  expect(stdout).toContain('outage-playbook.md');
});
