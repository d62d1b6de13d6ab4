// The panel as a test meets it: a signed-in page that complains loudly, and axe to look it over.
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { listenForComplaints } from './browser.ts';
import type { Docent } from './harness.ts';
import { openListening, signInQuietly } from './sign-in.ts';

export type PanelPage = { page: Page; close(): Promise<void> };

type Options = { width?: number; dark?: boolean; expected?: RegExp[]; email?: string; password?: string };

/**
 * Opens an address of the panel on a page of its own, signed in.
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
  await signInQuietly(docent, page, { email, password });
  await openListening(page, `${docent.url}/admin${path}`);
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
