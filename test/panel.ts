// The panel in a real browser, as its tests meet it: one Docent a suite, a fresh page a test, no complaint tolerated.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser, listenForComplaints } from './browser.ts';
import { startDocent, type Docent } from './harness.ts';
import { demoAppId } from './keys.ts';
import { openListening, signInQuietly } from './sign-in.ts';

export type Panel = {
  docent: Docent;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** A page of its own kind, listened to like the first; `expected` are complaints that belong to the test. */
  open(options?: BrowserContextOptions, expected?: RegExp[]): Promise<Page>;
  /** Fills in the form. */
  signIn(page?: Page, password?: string): Promise<void>;
  /** Opens a page of the demo app, signed in. */
  openDemo(page?: Page, path?: string): Promise<void>;
};

/** The browser itself reports a refused form: 401 for a wrong password, 400 for a wrong field. */
const refusals = [/status of 40[01]/];

/**
 * Starts everything before the suite and ends it after; the value is filled in when the tests run.
 * @param environment of the Docent, or what makes it
 */
export function usePanel(environment: () => Promise<Record<string, string>> = async () => ({})): Panel {
  const panel = {} as Panel;
  let heard: (() => void)[] = [];
  let contexts: BrowserContext[] = [];
  beforeAll(async () => {
    panel.docent = await startDocent({ roles: new Set(['api', 'worker', 'admin']) }, await environment());
    panel.browser = await launchBrowser();
  });
  afterAll(async () => {
    await panel.browser?.close();
    await panel.docent?.close();
  });
  beforeEach(async () => {
    panel.page = await panel.open();
  });
  afterEach(async () => {
    for (const context of contexts) await context.close();
    const throwing = heard;
    [contexts, heard] = [[], []];
    for (const complain of throwing) complain();
  });
  panel.open = async (options = {}, expected = []) => {
    panel.context = await panel.browser.newContext({
      viewport: { width: 1280, height: 860 },
      reducedMotion: 'reduce',
      ...options,
    });
    contexts.push(panel.context);
    const page = await panel.context.newPage();
    page.setDefaultTimeout(60_000);
    heard.push(listenForComplaints(page, [...refusals, ...expected]));
    return page;
  };
  panel.signIn = async (page = panel.page, password = panel.docent.adminPassword) => {
    await page.getByLabel('E-mail').fill(panel.docent.adminEmail);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  panel.openDemo = async (page = panel.page, path = 'playground') => {
    await signInQuietly(panel.docent, page);
    await openListening(page, `${panel.docent.url}/admin/apps/${await demoAppId(panel.docent)}/${path}`);
    await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
  };
  return panel;
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 AA as far as a machine can tell. Looks again for a while: what fades in has no contrast yet. */
export async function expectAccessible(page: Page, where = 'the page'): Promise<void> {
  await page.evaluate(source);
  const look = () =>
    page.evaluate(async () => {
      const { axe: run } = globalThis as unknown as { axe: typeof axe };
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const found = await run.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
      );
    });
  await expect.poll(look, { timeout: 30_000, message: where }).toEqual([]);
}
