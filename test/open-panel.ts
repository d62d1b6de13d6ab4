// The panel as a test meets it: a signed-in page that complains loudly, and axe to look it over.
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
  page.setDefaultTimeout(60_000);
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

/** The page is no wider than its window. */
export async function expectNarrow(page: Page): Promise<void> {
  expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBe(0);
}
