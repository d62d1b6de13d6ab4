// A login that ends while a page is open: it is asked for over the page, and nothing that was typed is lost.
import { generate, generateSecret } from 'otplib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAdmin } from '../../server/access/admins/create-admin.ts';
import { sealTotpSecret } from '../../server/access/admins/totp-secret.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { CLIENT, startIdentityProvider, type IdentityProvider } from '../../test/identity-provider.ts';
import { demoAppId } from '../../test/keys.ts';
import { darkPhone, expectAccessible, expectLegible, expectNarrow, usePanel } from '../../test/panel.ts';

const PASSWORD = 'a-password-of-some-length';
const panel = usePanel();
let provider: IdentityProvider;
let count = 0;
let who: { email: string; password: string };
let adminId: string;

beforeAll(async () => {
  provider = await startIdentityProvider();
});
afterAll(() => provider?.close());

beforeEach(async () => {
  who = { email: `person-${++count}@example.com`, password: PASSWORD };
  adminId = await createAdmin(panel.docent.ctx.db, { ...who, role: 'owner' });
});

/** As time does it, after two hours without use. */
const endLogins = () =>
  panel.docent.ctx.db.deleteFrom('admin_sessions').where('admin_id', '=', adminId).execute();

const open = async (path: string, page = panel.page) =>
  panel.openAt(`/apps/${await demoAppId(panel.docent)}/${path}`, page, who);
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Sign in to continue' });

async function enterPassword(page = panel.page, password = PASSWORD): Promise<void> {
  await dialogOf(page).getByRole('textbox', { name: 'Password' }).fill(password);
  await dialogOf(page).getByRole('button', { name: 'Sign in', exact: true }).click();
}

const refusalText = async () => {
  const { refusal_text } = await panel.docent.ctx.db
    .selectFrom('apps')
    .select('refusal_text')
    .where('app_id', '=', await demoAppId(panel.docent))
    .executeTakeFirstOrThrow();
  return refusal_text;
};

/** Types into the settings, ends the login, and saves. */
async function saveWithoutLogin(text: string, page = panel.page): Promise<void> {
  await open('settings', page);
  await page.getByLabel('Refusal text').fill(text);
  await endLogins();
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await dialogOf(page).waitFor();
}

test('a form is saved after the login over it, and nobody asks twice', async () => {
  const { page } = panel;
  await saveWithoutLogin('Typed before the end.');
  const url = page.url();
  await dialogOf(page).getByText(who.email).waitFor();
  await expectAccessible(page, 'the login over a page');
  // It is answered, not closed.
  await page.keyboard.press('Escape');
  await enterPassword(page, 'not the password at all');
  await dialogOf(page).getByRole('alert').waitFor();
  await enterPassword();
  await dialogOf(page).waitFor({ state: 'detached' });
  await page.getByText('Saved', { exact: true }).first().waitFor();
  expect(await page.getByLabel('Refusal text').inputValue()).toBe('Typed before the end.');
  expect(await refusalText()).toBe('Typed before the end.');
  expect(page.url()).toBe(url);
  // The page is as before: what is typed now is saved without a question.
  await page.getByLabel('Refusal text').fill('And once more.');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect.poll(refusalText).toBe('And once more.');
});

test('the second factor is asked for too', async () => {
  const page = await panel.open(darkPhone);
  await saveWithoutLogin('With a code.', page);
  const { ctx } = panel.docent;
  const secret = generateSecret();
  await ctx.db
    .updateTable('admins')
    .set({ totp_secret: sealTotpSecret(ctx, adminId, secret), totp_confirmed_at: new Date() })
    .where('admin_id', '=', adminId)
    .execute();
  await expectLegible(page, 'the login on a phone');
  await expectNarrow(page);
  await enterPassword(page);
  const code = dialogOf(page).getByLabel('Code');
  await code.fill('000000');
  await dialogOf(page).getByRole('button', { name: 'Continue' }).click();
  await dialogOf(page)
    .getByRole('alert')
    .getByText(/code is wrong/)
    .waitFor();
  expect(await refusalText()).not.toBe('With a code.');
  await expectAccessible(page, 'the code');
  await code.fill(await generate({ secret }));
  await dialogOf(page).getByRole('button', { name: 'Continue' }).click();
  await expect.poll(refusalText).toBe('With a code.');
  expect(await page.getByLabel('Refusal text').inputValue()).toBe('With a code.');
});

test('a page that updates itself asks too, and a dialog on it keeps what was typed', async () => {
  const { page } = panel;
  await open('webhooks');
  await page.getByRole('button', { name: 'Create endpoint' }).click();
  const form = page.getByRole('dialog', { name: 'Create an endpoint' });
  const address = form.getByLabel('Address');
  await endLogins();
  // The update meets the end of the login in the middle of a word.
  await address.pressSequentially('https://exam');
  await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
  await address.pressSequentially('ple.com/a/long/path', { delay: 60 });
  expect(await address.inputValue()).toBe('https://example.com/a/long/path');
  await dialogOf(page).waitFor();
  await page.keyboard.press('Escape');
  await enterPassword();
  await dialogOf(page).waitFor({ state: 'detached' });
  expect(await address.inputValue()).toBe('https://example.com/a/long/path');
  expect(await address.evaluate((field) => field === document.activeElement)).toBe(true);
  await form.getByLabel('feedback.created').check();
  await form.getByRole('button', { name: 'Create endpoint' }).click();
  await page.getByRole('dialog', { name: 'Signing secret' }).waitFor();
});

test('a question is asked, and a file is sent, once somebody has signed in', async () => {
  const { page } = panel;
  await open('playground');
  await page.getByLabel('Question').fill('Who is called first in an outage?');
  await endLogins();
  await page.getByLabel('Question').press('Enter');
  await enterPassword();
  await page
    .getByRole('log', { name: 'Conversation' })
    .getByText(/extension 4100/)
    .first()
    .waitFor();

  await page.getByRole('link', { name: 'Documents', exact: true }).click();
  const chooser = page.getByLabel('Choose files to upload');
  await chooser.waitFor({ state: 'attached' });
  await endLogins();
  await chooser.setInputFiles(
    ['one', 'two'].map((name) => ({
      name: `${name}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`The garden number ${name} opens at nine.`),
    })),
  );
  await enterPassword();
  for (const name of ['one.txt', 'two.txt']) await page.getByRole('link', { name }).waitFor();
});

test('a sign-in at the provider, in a tab of its own, goes on with the page', async () => {
  const { page, docent } = panel;
  Object.assign(docent.ctx.config, {
    publicUrl: docent.url,
    oidc: {
      ...readConfig({ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.clientId }).oidc!,
      clientSecret: CLIENT.clientSecret,
      name: 'Keycloak',
    },
  });
  provider.claims = { sub: 'kim', email: who.email, email_verified: true };
  await saveWithoutLogin('By the provider.');
  const tab = page.context().waitForEvent('page');
  await dialogOf(page).getByRole('link', { name: 'Sign in with Keycloak' }).click();
  const done = await tab;
  await done.getByRole('heading', { name: 'You are signed in' }).waitFor();
  await done.close();
  await expect.poll(refusalText).toBe('By the provider.');
  await dialogOf(page).waitFor({ state: 'detached' });
});

test('somebody else who signs in gets a page of their own', async () => {
  const { page } = panel;
  await saveWithoutLogin('For nobody else.');
  page.on('dialog', (question) => void question.accept());
  const tab = await page.context().newPage();
  await tab.goto(`${panel.docent.url}/admin/login`);
  await panel.signIn(tab);
  await page.getByRole('button', { name: `${panel.docent.adminEmail}, your account` }).waitFor();
  expect(await page.getByLabel('Refusal text').inputValue()).not.toBe('For nobody else.');
  expect(await refusalText()).not.toBe('For nobody else.');
});

test('whoever leaves comes back to the same page after the login', async () => {
  const { page } = panel;
  await open('settings');
  await endLogins();
  const { pathname } = new URL(page.url());
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await dialogOf(page).getByRole('button', { name: 'Leave this page' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  await panel.signIn(page, who);
  await page.waitForURL((url) => url.pathname === pathname);
});
