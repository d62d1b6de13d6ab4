// Signing in where signing in is not what a test is about: through the router, without a look at the form.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { LOGIN_COOKIE } from '../shared/contract/admins.panel.ts';
import type { Docent } from './harness.ts';

/** Gives the page's browser a session of its own. @throws when the panel refuses the login */
export async function signInQuietly(
  docent: Docent,
  page: Page,
  { email = docent.adminEmail, password = docent.adminPassword } = {},
): Promise<void> {
  const response = await fetch(`${docent.url}/admin/api/session.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: docent.url },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`the login of ${email} was refused: ${await response.text()}`);
  const { result } = (await response.json()) as { result: { data: { token: string } } };
  await page.context().addCookies([
    {
      name: LOGIN_COOKIE,
      value: result.data.token,
      domain: new URL(docent.url).hostname,
      path: '/admin',
      httpOnly: true,
      sameSite: 'Lax',
    },
  ]);
}

/** Opens an address and waits until the page listens: what is clicked before that is lost. */
export async function openListening(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const listens = `Object.keys(document.documentElement).some((key) => key.startsWith('__reactProps'))`;
  await expect.poll(() => page.evaluate(listens)).toBe(true);
}
