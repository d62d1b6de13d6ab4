// The panel as a test meets it: a signed-in page that complains loudly, and axe to look it over.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { listenForComplaints } from './browser.ts';
import type { Docent } from './harness.ts';

export type PanelPage = { page: Page; close(): Promise<void> };

type Options = { width?: number; dark?: boolean; expected?: RegExp[]; email?: string; password?: string };

/**
 * Signs in on a page of its own and opens an address of the panel.
 * @param options expected: complaints of the browser that belong to the test
 * @returns the page; closing it throws what it complained of
 */
export async function openPanel(
  docent: Docent,
  browser: Browser,
  path: string,
  { width = 1280, dark = false, expected = [], email, password }: Options = {},
): Promise<PanelPage> {
  const context = await browser.newContext({
    viewport: { width, height: 860 },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const throwComplaints = listenForComplaints(page, expected);
  await page.goto(`${docent.url}/admin${path}`);
  await page.getByLabel('E-mail').fill(email ?? docent.adminEmail);
  await page.getByRole('textbox', { name: 'Password' }).fill(password ?? docent.adminPassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${docent.url}/admin${path}`);
  return {
    page,
    async close() {
      await context.close();
      throwComplaints();
    },
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Nothing on the page is against WCAG 2.2 AA as far as axe can tell. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(`axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)))`);
  expect(violations).toEqual([]);
}

/** The page is no wider than its window. */
export async function expectNarrow(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
}
