import { expect, test } from 'vitest';
import { usePanel } from '../../test/panel.ts';

const panel = usePanel();

test('a workspace and its app are made, set, archived and restored', async () => {
  const { page, docent } = panel;
  await page.goto(`${docent.url}/admin/workspaces`);
  await panel.signIn();
  await page.getByRole('button', { name: 'Create workspace' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Acme');
  await dialog.getByRole('combobox', { name: 'Time zone' }).fill('Berlin');
  await page.getByRole('option', { name: 'Europe/Berlin' }).click();
  await dialog.getByRole('button', { name: 'Create workspace' }).click();
  await page.getByRole('heading', { level: 1, name: 'Acme' }).waitFor();

  await page.getByRole('link', { name: 'Create app' }).click();
  await dialog.getByLabel('Name').fill('Help centre');
  await dialog.getByRole('button', { name: 'Create app' }).click();
  await page.getByRole('heading', { level: 1, name: 'Help centre' }).waitFor();
  await page.getByText('No documents yet').waitFor();

  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByLabel('Name').fill('Site');
  await dialog.getByLabel('Expires').selectOption('in 30 days');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const secret = await dialog.getByLabel('Key', { exact: true }).inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('row', { name: 'Site' }).getByText('active until').waitFor();
  const ask = async () =>
    await (
      await docent.api('/chat', {
        json: { message: 'When do you open?' },
        headers: { authorization: `Bearer ${secret}` },
      })
    ).json();

  await page.getByRole('link', { name: 'Settings' }).click();
  expect(await page.getByLabel('Time zone of the workspace').inputValue()).toBe('Europe/Berlin');
  await page.getByRole('combobox', { name: 'Chat model' }).fill('gpt-4o');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('alert').getByText('The model gpt-4o needs a model server').waitFor();
  await page.getByRole('combobox', { name: 'Chat model' }).fill('');
  await page.getByRole('radio', { name: 'To these hosts only' }).check();
  await page.getByLabel('Allowed hosts').fill('https://example.com/help');
  await page.getByLabel('Refusal text').fill('Please ask our staff.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Entry 1 must be a host such as example.com').waitFor();
  await page.getByLabel('Allowed hosts').fill('example.com');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await expect.poll(async () => (await ask()).content, { timeout: 5_000 }).toBe('Please ask our staff.');

  await page.getByRole('button', { name: 'Archive app' }).click();
  await page.getByText('This app is archived').waitFor();
  await expect.poll(async () => (await ask()).error?.code, { timeout: 5_000 }).toBe('app_archived');
  await page.getByRole('button', { name: 'Restore app' }).click();
  await page.getByText('This app is archived').waitFor({ state: 'detached' });
  await expect.poll(async () => (await ask()).success, { timeout: 5_000 }).toBe(true);
});

test('a new workspace begins with the time zone of the browser, and a new app asks whose it is', async () => {
  const page = await panel.open({ timezoneId: 'Asia/Tokyo' });
  await panel.openAt('/workspaces', page);
  await page.getByRole('button', { name: 'Create workspace' }).click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('Asia/Tokyo');
  await dialog.getByLabel('Name').fill('Tokyo');
  await dialog.getByRole('button', { name: 'Create workspace' }).click();
  await page.getByRole('heading', { level: 1, name: 'Tokyo' }).waitFor();
  for (const name of ['Shop 11', 'Shop 2']) {
    await panel.openAt('/apps', page);
    await page.getByRole('button', { name: 'Create app' }).click();
    await dialog.getByLabel('Name').fill(name);
    const choice = dialog.getByLabel('Workspace');
    expect(await choice.inputValue()).toBe('');
    await dialog.getByRole('button', { name: 'Create app' }).click();
    // The browser asks for it; nothing is sent.
    expect(await choice.evaluate((field) => field.matches(':invalid'))).toBe(true);
    await choice.selectOption('Tokyo');
    await dialog.getByRole('button', { name: 'Create app' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  }
  await panel.openAt('/apps', page);
  const shops = await page
    .getByRole('article')
    .filter({ hasText: 'Shop' })
    .getByRole('heading')
    .allTextContents();
  expect(shops).toEqual(['Shop 2', 'Shop 11']);
});
