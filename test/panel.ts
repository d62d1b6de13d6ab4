// The panel in a real browser, as its tests meet it: one Docent a suite, a fresh page a test, no complaint tolerated.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { closeContexts, listenForComplaints, openBrowser } from './browser.ts';
import { onPostgres } from './database.ts';
import { startDocent, type Docent } from './harness.ts';
import type { Config } from '../shared/platform/config.ts';
import { demoAppId } from './keys.ts';
import { openListening, signInQuietly } from './sign-in.ts';

type Role = Config['roles'] extends Set<infer R> ? R : never;

export type Panel = {
  docent: Docent;
  browser: Browser;
  context: BrowserContext;
  page: Page;
  /** A page of its own kind, listened to like the first; `expected` are complaints that belong to the test. */
  open(options?: BrowserContextOptions, expected?: RegExp[]): Promise<Page>;
  /** Fills in the login form; default: as the first admin. */
  signIn(page?: Page, who?: Credentials): Promise<void>;
  /** Opens an address of the panel, signed in. */
  openAt(path: string, page?: Page, who?: Credentials): Promise<void>;
  /** Opens a page of the demo app, signed in. */
  openDemo(page?: Page, path?: string): Promise<void>;
};

type Credentials = { email?: string; password?: string };

/** What the pages are judged on besides the first page's size and colours. */
export const darkPhone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
  reducedMotion: 'reduce',
};

/** The browser itself reports a refused form: 401 for a wrong password, 400 for a wrong field. */
const refusals = [/status of 40[01]/];

/**
 * Starts everything before the suite and ends it after; the value is filled in when the tests run.
 * @param environment of the Docent, or what makes it
 * @param roles that run
 */
export function usePanel(
  environment: () => Promise<Record<string, string>> = async () => ({}),
  roles: Role[] = ['api', 'worker', 'admin'],
): Panel {
  const panel = {} as Panel;
  let heard: (() => void)[] = [];
  let contexts: BrowserContext[] = [];
  beforeAll(async () => {
    panel.docent = await startDocent({ roles: new Set(roles) }, await environment());
    panel.browser = await openBrowser();
  });
  afterAll(async () => {
    await closeContexts();
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
  panel.signIn = async (page = panel.page, { email, password } = {}) => {
    await page.getByLabel('E-mail').fill(email ?? panel.docent.adminEmail);
    await page.getByRole('textbox', { name: 'Password' }).fill(password ?? panel.docent.adminPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  panel.openAt = async (path, page = panel.page, who = {}) => {
    await signInQuietly(panel.docent, page, who);
    await openListening(page, `${panel.docent.url}/admin${path}`);
  };
  panel.openDemo = async (page = panel.page, path = 'playground') => {
    await panel.openAt(`/apps/${await demoAppId(panel.docent)}/${path}`, page);
    await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
  };
  return panel;
}

/** The page is no wider than its window. */
export async function expectNarrow(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
}

/** Loads a page and adds up what moves of itself on it: nothing worth seeing. */
export async function expectSteady(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'networkidle' });
  const shifted = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const add = (entries: PerformanceEntry[]) => {
          for (const entry of entries as (PerformanceEntry & { value: number })[]) sum += entry.value;
        };
        const observer = new PerformanceObserver((list) => add(list.getEntries()));
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => {
          add(observer.takeRecords());
          resolve(sum);
        }, 50);
      }),
  );
  expect(shifted, url).toBeLessThan(0.05);
}

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const WCAG: axe.RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
/** What colours and widths can change; names, roles and structure are the same in all of them. */
const APPEARANCE: axe.RunOnly = {
  type: 'rule',
  values: ['color-contrast', 'link-in-text-block', 'target-size'],
};

/** WCAG 2.2 AA as far as a machine can tell. Looks again for a while: what fades in has no contrast yet. */
export const expectAccessible = (page: Page, where = 'the page'): Promise<void> =>
  expectNone(page, where, WCAG);

/** The same for a page whose structure has been looked at in other colours or another width. */
export const expectLegible = (page: Page, where = 'the page'): Promise<void> =>
  expectNone(page, where, APPEARANCE);

/** How a page looks does not depend on the database: it is judged in the runs on the embedded one. */
async function expectNone(page: Page, where: string, runOnly: axe.RunOnly): Promise<void> {
  if (onPostgres) return;
  await page.evaluate(source);
  const look = () =>
    page.evaluate(async (rules) => {
      const { axe: run } = globalThis as unknown as { axe: typeof axe };
      const found = await run.run({ runOnly: rules, resultTypes: ['violations'] });
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
      );
    }, runOnly);
  await expect.poll(look, { timeout: 60_000, message: where }).toEqual([]);
}
