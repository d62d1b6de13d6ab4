import { generate } from 'otplib';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAdmin } from '../../server/access/admins/create-admin.ts';
import type { Role } from '../../shared/contract/index.ts';
import { closeContexts, listenForComplaints, openBrowser } from '../../test/browser.ts';
import { startDocent, type Docent } from '../../test/harness.ts';
import { expectAccessible } from '../../test/panel.ts';

// The browser itself reports a refused form: a wrong password, a link that is used up, too many attempts.
const refusals = [/status of 4(00|01|03|04|09|29)/];
const PASSWORD = 'a-password-of-some-length';

let docent: Docent;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let throwComplaints: () => void;
let count = 0;

beforeAll(async () => {
  // Without a password of the operator's the first admin has a generated one.
  docent = await startDocent({ roles: new Set(['api', 'admin']) }, { ADMIN_PASSWORD: '' });
  browser = await openBrowser();
});
afterAll(async () => {
  await closeContexts();
  await docent?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  page = await context.newPage();
  page.setDefaultTimeout(60_000);
  throwComplaints = listenForComplaints(page, refusals);
});
afterEach(async () => {
  await context.close();
  throwComplaints();
});

async function newAdmin(role: Role = 'viewer'): Promise<string> {
  const email = `person-${++count}@example.com`;
  await createAdmin(docent.ctx.db, { email, password: PASSWORD, role });
  return email;
}

async function signIn(email: string, password = PASSWORD, on = page): Promise<void> {
  await on.goto(`${docent.url}/admin/login`);
  await on.getByLabel('E-mail').fill(email);
  await on.getByRole('textbox', { name: 'Password' }).fill(password);
  await on.getByRole('button', { name: 'Sign in' }).click();
}
const opened = (on = page) => on.getByRole('button', { name: 'your account' }).waitFor();
const alert = () => page.getByRole('alert').textContent();
const section = (name: string, on = page): Locator => on.getByRole('region', { name });

/** The server takes the codes of the step before now, of now and of the one after it, each once, and none older. */
const codeAt = (secret: string, step: 0 | 1) =>
  generate({ secret, epoch: Math.floor(Date.now() / 1000) + 30 * step });

async function setUpTotp(on = page): Promise<{ secret: string; used: string; codes: string[] }> {
  await on.goto(`${docent.url}/admin/account`);
  const twoStep = section('Two-step sign-in', on);
  await twoStep.getByLabel('Current password').fill(PASSWORD);
  await twoStep.getByRole('button', { name: 'Set up' }).click();
  await twoStep.getByRole('img', { name: 'QR code' }).waitFor();
  const secret = (await twoStep.locator('pre').textContent())!.replaceAll(' ', '');
  const used = await codeAt(secret, 0);
  await twoStep.getByLabel('Enter the code').fill(used);
  await twoStep.getByRole('button', { name: 'Turn on' }).click();
  await twoStep.getByText('Your recovery codes').waitFor();
  return { secret, used, codes: await twoStep.getByRole('listitem').allTextContents() };
}

test('the generated password opens nothing but the page on which it is changed', async () => {
  await signIn(docent.adminEmail, docent.adminPassword);
  await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
  await expectAccessible(page, 'forced change');
  await page.goto(`${docent.url}/admin/apps`);
  expect(new URL(page.url()).pathname).toBe('/admin/login/password');
  await page.getByLabel('New password').fill(docent.adminPassword);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect.poll(alert).toMatch(/Choose a different one/);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await opened();
  await context.clearCookies();
  await signIn(docent.adminEmail);
  await opened();
});

test('a second factor is set up with an app, and then asked for; a code works once', async () => {
  const email = await newAdmin();
  await signIn(email);
  await opened();
  const { secret, used, codes } = await setUpTotp();
  expect(codes).toHaveLength(10);
  await expectAccessible(page, 'second factor on');

  await context.clearCookies();
  await signIn(email);
  await page.getByLabel('Code').waitFor();
  await expectAccessible(page, 'code');
  await page.getByLabel('Code').fill(used);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(alert).toMatch(/already used/);
  await page.getByLabel('Code').fill(await codeAt(secret, 1));
  await page.getByRole('button', { name: 'Continue' }).click();
  await opened();

  await context.clearCookies();
  await signIn(email);
  await page.getByLabel('Code').fill(codes[0]!);
  await page.getByRole('button', { name: 'Continue' }).click();
  await opened();
  await page.goto(`${docent.url}/admin/account`);
  await section('Two-step sign-in').getByText('9 of 10 recovery codes').waitFor();
});

test('all of it works without JavaScript', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const still = await plain.newPage();
  const email = await newAdmin();
  await signIn(email, PASSWORD, still);
  const { secret } = await setUpTotp(still);
  await plain.clearCookies();
  await signIn(email, PASSWORD, still);
  await still.getByLabel('Code').fill('000000');
  await still.getByRole('button', { name: 'Continue' }).click();
  expect(await still.getByRole('alert').textContent()).toMatch(/wrong/);
  await still.getByLabel('Code').fill(await codeAt(secret, 1));
  await still.getByRole('button', { name: 'Continue' }).click();
  await opened(still);
  await plain.close();
});

test('an invitation makes a member, whose role is honoured and can be changed and ended', async () => {
  await signIn(await newAdmin('owner'));
  await opened();
  await page.getByRole('navigation', { name: 'Panel' }).getByRole('link', { name: 'Team' }).click();
  const invite = section('Invite someone');
  await invite.getByLabel('E-mail').fill('guest@example.com');
  await invite.getByLabel('Analyst').check();
  await invite.getByRole('button', { name: 'Create invitation' }).click();
  const link = await invite.getByLabel('Invitation link').inputValue();
  await section('Invitations').getByText('guest@example.com').waitFor();
  await invite.getByRole('button', { name: 'Create invitation' }).hover();
  await expectAccessible(page, 'team');

  const guest = await browser.newPage();
  await guest.goto(link);
  await guest.getByText('guest@example.com').waitFor();
  await guest.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await guest.getByRole('button', { name: 'Join the team' }).click();
  await opened(guest);
  expect(await guest.getByRole('link', { name: 'Team' }).count()).toBe(0);
  expect((await guest.goto(`${docent.url}/admin/team`))!.status()).toBe(403);
  const keys = `${docent.url}/admin/apps/${(await docent.ctx.db.selectFrom('apps').select('app_id').executeTakeFirstOrThrow()).app_id}/keys`;
  await guest.goto(keys);
  await guest.getByText('Demo key').waitFor();
  expect(await guest.getByRole('button', { name: 'Create key' }).count()).toBe(0);

  await page.goto(link);
  await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  await page.goto(`${docent.url}/admin/team`);
  await page.getByRole('link', { name: 'guest@example.com' }).click();
  await section('Role').getByLabel('Admin').check();
  await section('Role').getByRole('button', { name: 'Save role' }).click();
  await section('Role').getByText('The role is now admin').waitFor();
  await expectAccessible(page, 'member');
  await guest.goto(keys);
  await guest.getByRole('button', { name: 'Create key' }).waitFor();

  await section('Remove from the team').getByLabel('Yes, remove').check();
  await section('Remove from the team').getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('heading', { level: 1, name: 'Team' }).waitFor();
  expect(await page.getByRole('link', { name: 'guest@example.com' }).count()).toBe(0);
  await guest.goto(`${docent.url}/admin/apps`);
  expect(new URL(guest.url()).pathname).toBe('/admin/login');
  await guest.close();
});

test('a workspace is opened to somebody, who sees it and nothing else', async () => {
  const { db } = docent.ctx;
  const { workspace_id } = await db.selectFrom('workspaces').select('workspace_id').executeTakeFirstOrThrow();
  await signIn(await newAdmin('owner'));
  await opened();
  await page.goto(`${docent.url}/admin/workspaces/${workspace_id}`);
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByText('No members yet').waitFor();
  const invite = section('Invite someone');
  await invite.getByLabel('E-mail').fill('customer@example.com');
  await invite.getByLabel('Owner').check();
  await invite.getByRole('button', { name: 'Create invitation' }).click();
  const link = await invite.getByLabel('Invitation link').inputValue();
  await expectAccessible(page, 'members');

  await context.clearCookies();
  await page.goto(link);
  await page.getByText('with the role owner').waitFor();
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Join the workspace' }).click();
  await opened();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  const links = page.getByRole('navigation', { name: 'Panel' }).getByRole('link');
  expect(await links.allTextContents()).toEqual([
    'Overview',
    'Apps',
    'Workspaces',
    'Notices',
    'Invoices',
    'Audit',
  ]);
  for (const label of await links.allTextContents()) {
    await links.filter({ hasText: label }).click();
    await page.getByRole('heading', { level: 1, name: label }).waitFor();
    await expectAccessible(page, `${label} of a member`);
  }
  await page.goto(`${docent.url}/admin/team`);
  await page.getByRole('heading', { name: 'You may not see this page' }).waitFor();
  await page.goto(`${docent.url}/admin/workspaces/wsp_unknown`);
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await page.goto(`${docent.url}/admin/workspaces/${workspace_id}/members`);
  await page.getByRole('link', { name: 'customer@example.com' }).click();
  await expectAccessible(page, 'a member');
  await page.getByLabel('Analyst').check();
  await page.getByRole('button', { name: 'Save role' }).click();
  await expect.poll(alert).toMatch(/at least one owner/);
  // Removed meanwhile, the next page is the sign-in.
  await db.deleteFrom('admins').where('email', '=', 'customer@example.com').execute();
  await page.goto(`${docent.url}/admin/apps`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('sessions elsewhere end one by one, all at once, and when the password changes', async () => {
  const email = await newAdmin();
  const elsewhere = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const other = await browser.newPage();
      await signIn(email, PASSWORD, other);
      await opened(other);
      return other;
    }),
  );
  const outside = async () => {
    let ended = 0;
    for (const other of elsewhere) {
      await other.goto(`${docent.url}/admin/apps`);
      if (new URL(other.url()).pathname === '/admin/login') ended++;
    }
    return ended;
  };
  await signIn(email);
  await opened();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Account and security' }).click();
  const sessions = section('Sessions');
  const ends = sessions.getByRole('button', { name: /^End the session/ });
  await expect.poll(() => ends.count()).toBe(4);
  await expectAccessible(page, 'account');
  await ends.first().click();
  await expect.poll(() => ends.count()).toBe(3);
  expect(await outside()).toBe(1);

  const password = section('Password');
  await password.getByLabel('Current password').fill(PASSWORD);
  await password.getByLabel('New password').fill(`${PASSWORD}-2`);
  await password.getByRole('button', { name: 'Change password' }).click();
  await password.getByText('Your password was changed').waitFor();
  await expect.poll(() => ends.count()).toBe(0);
  expect(await outside()).toBe(4);

  await signIn(email, `${PASSWORD}-2`, elsewhere[0]);
  await opened(elsewhere[0]);
  await page.reload();
  await sessions.getByRole('button', { name: 'Sign out all others' }).click();
  await expect.poll(() => ends.count()).toBe(0);
  expect(await outside()).toBe(4);
  for (const other of elsewhere) await other.close();
});

test('ten wrong passwords lock an address out for a while, and the page says for how long', async () => {
  const email = await newAdmin();
  for (let tried = 0; tried < 10; tried++)
    await fetch(`${docent.url}/admin/api/session.signIn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: docent.url },
      body: JSON.stringify({ email, password: 'guess-after-guess' }),
    });
  await signIn(email);
  await expect.poll(alert).toMatch(/Too many failed attempts. Try again in 1[45] minutes/);
  await expectAccessible(page, 'locked out');
});
