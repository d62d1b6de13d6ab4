import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAbout, verifyReceipt } from '../../shared/privacy/erasures/receipt.ts';
import { unzip } from '../../test/exports.ts';
import { expectAccessible, usePanel } from '../../test/panel.ts';

const panel = usePanel();

test('an app and a person are exported, followed until they are done, and downloaded', async () => {
  const { page } = panel;
  await panel.openDemo(page, 'privacy');
  await page.getByText('No exports yet').waitFor();
  await page.getByRole('button', { name: 'Export the app' }).click();
  const list = page.getByRole('table', { name: 'Exports' });
  await list.getByText('The whole app').waitFor();
  const downloaded = page.waitForEvent('download');
  await list.getByRole('link', { name: 'Download the whole app' }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toMatch(/^docent-app-.*\.zip$/);
  const zip = await unzip(readFileSync(await file.path()));
  expect(JSON.parse(zip['manifest.json']!.toString())).toMatchObject({
    scope: 'app',
    counts: { documents: 3 },
  });

  await page.getByRole('button', { name: 'Export a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('End user').fill('ada@example.com');
  await expectAccessible(page, 'the form');
  await dialog.getByRole('button', { name: 'Export this person' }).click();
  await list.getByRole('button', { name: 'Copy link to ada@example.com' }).waitFor();
  await expectAccessible(page, 'the exports');
});

test('retention is set, its preview read, and a hold begun and lifted', async () => {
  const { page, docent } = panel;
  await docent.ctx.db
    .updateTable('documents')
    .set({ created_at: new Date('2020-01-15') })
    .execute();
  await panel.openDemo(page, 'privacy');
  await page.getByLabel('Documents').fill('365');
  await page.getByRole('button', { name: 'Save retention' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  const due = page.getByRole('table', { name: 'What the next run removes' });
  await due.getByText('15 Jan 2020').first().waitFor();
  expect(await due.getByRole('row').nth(1).getByRole('cell').nth(1).innerText()).toBe('3');
  await page.getByRole('button', { name: 'Start a legal hold' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Case 12/26');
  await dialog.getByRole('button', { name: 'Start the hold' }).click();
  await page.getByText(/: Case 12\/26$/).waitFor();
  await page.getByText(/Kept by the legal hold/).waitFor();
  await expectAccessible(page, 'the hold');
  await page.getByRole('button', { name: 'Lift the hold' }).click();
  await dialog.getByRole('button', { name: 'Lift the hold' }).click();
  await page.getByText(/^Off\. Data is removed/).waitFor();
});

test('a person is erased, followed to the receipt, which is downloaded and genuine; an app is erased by its name', async () => {
  const { page, docent } = panel;
  await docent.api('/chat', { json: { message: 'Who is called first?', end_user_id: 'eve' } });
  await panel.openDemo(page, 'privacy');
  await page.getByRole('button', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Which').fill('eve');
  await dialog.getByText(/^This removes 1 conversation, 2 messages/).waitFor();
  await expectAccessible(page, 'the form');
  await dialog.getByRole('button', { name: 'Erase' }).click();
  const list = page.getByRole('table', { name: 'Erasures' });
  await list.getByText('Nothing left').waitFor();
  await expectAccessible(page, 'the erasures');
  const downloaded = page.waitForEvent('download');
  await list.getByRole('link', { name: 'Receipt' }).click();
  const receipt = JSON.parse(readFileSync(await (await downloaded).path(), 'utf8'));
  expect(verifyReceipt(receipt, docent.ctx.signing.publicKey)).toMatchObject({ genuine: true });
  expect(isAbout(receipt, 'eve')).toBe(true);

  await panel.openDemo(page, 'settings');
  await page.getByRole('button', { name: 'Erase app' }).click();
  await dialog.getByLabel('Type the name of the app to confirm').fill('Another');
  await dialog.getByRole('button', { name: 'Erase app' }).click();
  await dialog.getByText(/Type the app's name, Demo/).waitFor();
  await dialog.getByLabel('Type the name of the app to confirm').fill('Demo');
  await dialog.getByRole('button', { name: 'Erase app' }).click();
  await page.getByRole('heading', { name: 'Erasures' }).waitFor();
  await list.getByText('An erased app').first().waitFor();
  await expect.poll(() => list.getByText('Nothing left').count()).toBe(2);
  await expectAccessible(page, 'all erasures');
});
