import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { newKey } from '../test/keys.ts';
import { usePanel } from '../test/panel.ts';

const panel = usePanel();
const { signIn, openDemo } = panel;

const asked = (secret: string) =>
  fetch(`${panel.docent.url}/api/v1/documents`, { headers: { authorization: `Bearer ${secret}` } }).then(
    ({ status }) => status,
  );

test('an admin signs in, creates a key, uses it, revokes it and signs out', async () => {
  const { page, context } = panel;
  await page.goto(`${panel.docent.url}/admin`);
  expect(new URL(page.url()).pathname).toBe('/admin/login');
  await signIn(page, { password: 'not-the-password' });
  await expect.poll(() => page.getByRole('alert').textContent()).toBe('Wrong e-mail address or password.');

  await signIn();
  await page.getByRole('main').getByRole('link', { name: 'Demo' }).click();
  await page.getByRole('heading', { level: 2, name: 'Playground' }).waitFor();

  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Night shift');
  await dialog.getByLabel('documents:read').check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const secret = await dialog.getByLabel('Key', { exact: true }).inputValue();
  expect(secret).toMatch(/^sk_[A-Za-z0-9]{32,}$/);
  expect(await asked(secret)).toBe(200);
  const command = (await dialog.getByLabel('Command to try the key').textContent())!;
  const { stdout } = await promisify(execFile)('bash', ['-c', command]);
  expect(stdout).toContain('event: end');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(secret);

  const row = page.getByRole('row', { name: 'Night shift' });
  await row.getByRole('button', { name: 'Revoke Night shift' }).click();
  await dialog.getByRole('button', { name: 'Revoke key' }).click();
  await row.getByText('revoked').waitFor();
  await expect.poll(() => asked(secret), { timeout: 5000 }).toBe(401);

  const [cookie] = await context.cookies(`${panel.docent.url}/admin`);
  expect(cookie).toMatchObject({ path: '/admin', httpOnly: true, sameSite: 'Lax' });
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/admin/login');
  // The session is over on the server too, not only in this browser.
  await context.addCookies([cookie!]);
  await page.goto(`${panel.docent.url}/admin/apps`);
  expect(new URL(page.url()).pathname).toBe('/admin/login');
});

test('a key that the server refuses says why, beside the field', async () => {
  const { page } = panel;
  await openDemo(page, 'keys');
  await page.getByRole('button', { name: 'Create key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Shop');
  await dialog.getByLabel('Publishable').check();
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('A publishable key needs at least one allowed origin').waitFor();
  await dialog.getByLabel('Allowed origins').fill('https://shop.example.com\nshop.example.com/path');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByText('Entry 2 must be an origin').waitFor();
  await dialog.getByLabel('Allowed origins').fill('https://shop.example.com');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  await expect.poll(() => dialog.getByLabel('Key', { exact: true }).inputValue()).toMatch(/^pk_/);
});

test('the way back after a login stays inside the panel', async () => {
  const { page, context } = panel;
  for (const [to, end] of [
    ['/apps?page=2', '/admin/apps?page=2'],
    ['//example.com', '/admin/overview'],
    ['/\\example.com', '/admin/overview'],
    ['/\t/example.com', '/admin/overview'],
    ['/x/..//example.com', '/admin/overview'],
    ['https://example.com', '/admin/overview'],
  ]) {
    await context.clearCookies();
    await page.goto(`${panel.docent.url}/admin/login?to=${encodeURIComponent(to!)}`);
    await signIn();
    await page.getByRole('heading', { level: 1, name: /^(Apps|Overview)$/ }).waitFor();
    expect(page.url()).toBe(`${panel.docent.url}${end}`);
  }
});

test('the login works without JavaScript', async () => {
  const page = await panel.open({ javaScriptEnabled: false });
  await page.goto(`${panel.docent.url}/admin/apps`);
  await signIn(page, { password: 'not-the-password' });
  expect(await page.getByRole('alert').textContent()).toBe('Wrong e-mail address or password.');
  await signIn(page);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Apps');
});

test('the palette goes anywhere from the keyboard', async () => {
  const { page } = panel;
  await page.goto(`${panel.docent.url}/admin/workspaces`);
  await signIn();
  await page.getByRole('heading', { level: 1, name: 'Workspaces' }).waitFor();
  const field = page.getByRole('combobox', { name: 'Go to' });
  await page.keyboard.press('Control+k');
  await field.fill('Demo');
  await page.getByRole('option', { name: /^Demo/ }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
  await page.keyboard.press('Control+k');
  await field.fill('settings');
  // What a screen reader says is chosen: the field names it.
  const chosen = async () => {
    const id = (await field.getAttribute('aria-activedescendant')) ?? 'none';
    return (await page.locator(`[id="${id}"]`).allTextContents()).join();
  };
  await expect.poll(chosen).toMatch(/^Settings/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings');
  await page.keyboard.press('Control+k');
  await field.fill('outage-play');
  await expect.poll(chosen).toMatch(/^outage-playbook\.md/);
  await field.fill('nothing-is-called-this');
  await page.getByText('Nothing found.').waitFor();
  await field.fill('outage-play');
  await expect.poll(chosen).toMatch(/^outage-playbook\.md/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/documents/doc_*');
  await page.keyboard.press('Control+k');
  await field.waitFor();
  await page.keyboard.press('Escape');
  await field.waitFor({ state: 'detached' });
});

test('leaving a form with changes asks; one that is untouched, saved or as before does not', async () => {
  const { page } = panel;
  await openDemo(page, 'documents');
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  const name = page.getByLabel('Refusal text');
  const before = await name.inputValue();
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  const keys = page.getByRole('link', { name: 'Keys', exact: true });
  await name.fill('Something else.');
  await keys.click();
  await dialog.getByRole('button', { name: 'Stay' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await name.inputValue()).toBe('Something else.');
  // The browser itself asks before the tab is closed.
  const asked = new Promise<string>((resolve) => {
    page.once('dialog', (question) => {
      resolve(question.type());
      void question.dismiss();
    });
  });
  await page.evaluate('void setTimeout(() => location.reload())');
  expect(await asked).toBe('beforeunload');
  await name.fill(before);
  await keys.click();
  await page.waitForURL('**/keys');
  await page.goBack();
  await name.fill('Saved now.');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await page.getByText('Saved', { exact: true }).first().waitFor();
  await keys.click();
  await page.waitForURL('**/keys');
  await page.goBack();
  await name.fill('Lost.');
  await page.goBack();
  await dialog.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/settings'));
});

test('a dialog with changes asks before Escape closes it, and Cancel does not', async () => {
  const { page } = panel;
  await openDemo(page, 'settings');
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  const form = page.getByRole('dialog', { name: 'Create a key' });
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  const open = () => page.getByRole('button', { name: 'Create key' }).click();
  await open();
  await form.getByLabel('Name').fill('Kiosk');
  await page.keyboard.press('Control+k');
  expect(await page.getByRole('combobox', { name: 'Go to' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await question.waitFor();
  // An Escape answers the question, and not the form below it.
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'detached' });
  expect(await form.getByLabel('Name').inputValue()).toBe('Kiosk');
  expect(await form.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
  await form.getByRole('button', { name: 'Close' }).click();
  await question.getByRole('button', { name: 'Leave' }).click();
  await form.waitFor({ state: 'detached' });
  await open();
  expect(await form.getByLabel('Name').inputValue()).toBe('');
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Change Demo key' }).click();
  const change = page.getByRole('dialog', { name: 'Change Demo key' });
  await change.getByRole('textbox').first().fill('Other');
  await page.goBack();
  await question.getByRole('button', { name: 'Stay' }).click();
  await change.getByRole('button', { name: 'Cancel' }).click();
  await change.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.waitForURL('**/settings');
});

test('another part of the same page asks if the form with changes belongs to this one', async () => {
  const { page } = panel;
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  for (let n = 0; n < 30; n++) await newKey(panel.docent, { name: `Kiosk ${n}` });
  await openDemo(page, 'keys');
  await page.getByRole('link', { name: 'Next' }).click();
  await page.getByText('Page 2 of 2').waitFor();
  await page
    .getByRole('button', { name: /^Change / })
    .first()
    .click();
  const change = page.getByRole('dialog', { name: /^Change / });
  await change.getByRole('textbox').first().fill('Counter');
  await page.goBack();
  await question.getByRole('button', { name: 'Stay' }).click();
  await question.waitFor({ state: 'detached' });
  expect(await change.getByRole('textbox').first().inputValue()).toBe('Counter');
  await page.goBack();
  await question.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL((url) => !url.search);

  // The form of a price is there for a model. A form that stays does not ask.
  await page.goto(`${panel.docent.url}/admin/prices`);
  const changes = page.getByRole('link', { name: /^Change / });
  await changes.first().click();
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Model', exact: true }).inputValue())
    .not.toBe('');
  await page.getByLabel('Note').fill('As agreed on the phone');
  await changes.nth(1).click();
  await question.getByRole('button', { name: 'Stay' }).click();
  expect(await page.getByLabel('Note').inputValue()).toBe('As agreed on the phone');
  await page.goBack();
  await question.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL((url) => !url.search);

  // A dialog that the address has opened asks once.
  await page.goto(`${panel.docent.url}/admin/apps?create`);
  const create = page.getByRole('dialog', { name: 'Create an app' });
  await create.getByLabel('Name').fill('Kiosk');
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Leave' }).click();
  await create.waitFor({ state: 'detached' });
  expect(await question.count()).toBe(0);
});

test('a form that is sent as a page counts as saved after each time', async () => {
  const { page } = panel;
  await openDemo(page, 'budgets');
  const add = page.getByRole('button', { name: 'Set budget' });
  await page.getByLabel('US dollars per month').fill('25');
  await add.click();
  const budget = page.getByRole('region', { name: 'Budget of the whole app' });
  for (const cap of ['26', '27']) {
    await budget.getByLabel('US dollars per month').fill(cap);
    await budget.getByRole('button', { name: 'Save' }).click();
    await budget.getByText(`$${cap}`).first().waitFor();
  }
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await page.waitForURL('**/keys');
  await page.goBack();
  await budget.getByLabel('US dollars per month').fill('28');
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await page
    .getByRole('dialog', { name: 'Leave without saving?' })
    .getByRole('button', { name: 'Leave' })
    .click();
  await page.waitForURL('**/keys');
});

test('nothing is wider than a phone', async () => {
  const { page } = panel;
  await page.setViewportSize({ width: 390, height: 844 });
  await openDemo();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  await page.getByRole('button', { name: 'Navigation' }).click();
  await page.getByRole('navigation', { name: 'Panel' }).getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('heading', { level: 1, name: 'Apps' }).waitFor();
});

test('an unknown address or app gets a clear message', async () => {
  const page = await panel.open({}, [/status of 404/]);
  await openDemo(page);
  for (const path of ['/admin/nowhere', '/admin/apps/app_nobody']) {
    const response = await page.goto(`${panel.docent.url}${path}`);
    expect(response!.status()).toBe(404);
    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  }
});
