import { expect, test } from 'vitest';
import { createAdmin } from '../../server/access/admins/create-admin.ts';
import { demoAppId, newAppWithKey } from '../../test/keys.ts';
import { usePanel } from '../../test/panel.ts';
import { firstPage } from '../components/like-page.ts';

const panel = usePanel();
const PASSWORD = 'correct-horse-battery';

test('an app opens with the page that is like the other one, if the reader sees it', () => {
  const all = ['playground', 'documents', 'conversations', 'evaluations', 'privacy', 'settings'];
  const few = ['documents', 'settings'];
  for (const [wanted, ofAdmin, ofViewer] of [
    ['documents', 'documents', 'documents'],
    ['documents/answers', 'documents/answers', 'documents/answers'],
    ['documents/doc_1', 'documents', 'documents'],
    ['conversations/sess_1', 'conversations', 'documents'],
    ['conversations/unanswered', 'conversations/unanswered', 'documents'],
    ['evaluations/set_1/runs/run_1', 'evaluations', 'documents'],
    ['privacy', 'privacy', 'documents'],
    ['settings/history', 'settings/history', 'settings/history'],
    ['', 'playground', 'documents'],
    ['nonsense', 'playground', 'documents'],
    ['//example.com', 'playground', 'documents'],
  ] as const)
    expect([firstPage(all, wanted), firstPage(few, wanted)], wanted).toEqual([ofAdmin, ofViewer]);
});

test('who goes to another app stays on the same page, with nothing of the first app in it', async () => {
  const { page, docent } = panel;
  const { appId } = await newAppWithKey(docent);
  await docent.ctx.db.updateTable('apps').set({ name: 'Zebra' }).where('app_id', '=', appId).execute();
  const go = async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).fill('Zebra');
    await page.getByRole('option', { name: /^Zebra/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Zebra' }).waitFor();
  };
  await panel.openDemo(page, 'settings');
  const name = page.locator('input[name="name"]');
  expect(await name.inputValue()).toBe('Demo');
  await go();
  expect(new URL(page.url()).pathname).toBe(`/admin/apps/${appId}/settings`);
  expect(await name.inputValue()).toBe('Zebra');

  await panel.openDemo(page, 'documents');
  await page.getByRole('link', { name: 'outage-playbook.md' }).click();
  await page.waitForURL('**/documents/doc_*');
  await go();
  expect(new URL(page.url()).pathname).toBe(`/admin/apps/${appId}/documents`);

  // By the button beside the name, apps alone are offered.
  await page.getByRole('button', { name: 'Switch to another app' }).click();
  const options = page.getByRole('option');
  await expect.poll(() => options.allTextContents()).toEqual([expect.stringContaining('Demo')]);
  await page.getByRole('combobox', { name: 'Switch to another app' }).fill('dem');
  await options.filter({ hasText: 'Demo' }).click();
  await page.getByRole('heading', { level: 1, name: 'Demo' }).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/\/documents$/);
});

test('an app opens with the first page that its reader sees', async () => {
  const { docent } = panel;
  await createAdmin(docent.ctx.db, { email: 'viewer@example.com', password: PASSWORD, role: 'viewer' });
  const page = await panel.open();
  const demo = await demoAppId(docent);
  const viewer = { email: 'viewer@example.com', password: PASSWORD };
  await panel.openAt(`/apps/${demo}?page=privacy`, page, viewer);
  await page.getByRole('heading', { level: 2, name: 'Documents' }).waitFor();
  expect(new URL(page.url()).pathname).toBe(`/admin/apps/${demo}/documents`);
});
