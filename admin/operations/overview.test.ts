import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { demoAppId, newAppWithKey } from '../../test/keys.ts';
import { darkPhone, expectAccessible, expectNarrow, usePanel } from '../../test/panel.ts';

const PATIENT = { timeout: 60_000 };

const panel = usePanel();
let app: string;
beforeAll(async () => {
  app = await demoAppId(panel.docent);
});

const ask = () => panel.docent.api('/chat', { json: { message: 'Who is called first in an outage?' } });

test('is where a login leads, says what to do first, and then counts answers by itself', async () => {
  const { page } = panel;
  await panel.openAt('/overview');
  await page.getByText('No answers in this period').waitFor();
  await page.getByText('Nothing needs your attention.').waitFor();
  expect((await ask()).status).toBe(200);
  await page
    .getByRole('img', { name: /^Answers by day/ })
    .locator('svg path')
    .first()
    .waitFor();
  await page.getByText('Show daily figures').click();
  const today = page.getByRole('table', { name: 'Days' }).getByRole('row').nth(1);
  expect(await today.getByRole('cell').nth(1).textContent()).toBe('1');
  await expectAccessible(page);

  await page.getByRole('link', { name: '7 days' }).click();
  await page.getByText('The last 7 days').waitFor();
  await expect
    .poll(() => page.getByRole('table', { name: 'Days' }).getByRole('row').count(), PATIENT)
    .toBe(8);
});

test('is narrowed to an app, and an app that answered nothing says so', async () => {
  const { appId } = await newAppWithKey(panel.docent);
  const { page } = panel;
  await panel.openAt('/overview');
  await page.getByLabel('App', { exact: true }).selectOption(appId);
  await page.waitForURL(`**/overview?days=30&app=${appId}`);
  await page.getByText('No answers in this period').waitFor();
  await page.getByRole('link', { name: '90 days' }).click();
  await page.waitForURL(`**/overview?days=90&app=${appId}`);
  await page.getByText('No answers in this period').waitFor();
});

test('names what needs attention and leads to it, also in the dark and on a phone', async () => {
  const { db } = panel.docent.ctx;
  await db
    .updateTable('documents')
    .set({ status: 'failed', error: 'This file has no text.' })
    .where('name', '=', 'outage-playbook.md')
    .execute();
  await sql`insert into pgboss.job (name, data, source_name, policy)
    values ('dead-letters', ${JSON.stringify({ app_id: app })}::jsonb, 'delete-blobs', 'standard')`.execute(
    db,
  );
  const page = await panel.open(darkPhone);
  await panel.openAt('/overview', page);
  const attention = page.getByRole('region', { name: 'Needs attention' });
  await attention.getByText('1 document of “Demo” could not be read.').waitFor();
  await page.getByRole('img', { name: /^Cost by day/ }).waitFor();
  await expectNarrow(page);
  await expectAccessible(page);
  await attention.getByRole('link', { name: 'See the dead letters' }).click();
  await page.waitForURL('**/jobs#dead-letters');
});

test('keeps what it shows while the server cannot be reached, and goes on when it can', async () => {
  const page = await panel.open({}, [/ERR_INTERNET_DISCONNECTED/, /Failed to fetch/]);
  await panel.openAt('/overview', page);
  const answers = page.getByRole('region', { name: 'Totals' });
  await answers.getByText('1', { exact: true }).waitFor();
  await page.context().setOffline(true);
  await page.getByText('The server cannot be reached').waitFor();
  await answers.getByText('1', { exact: true }).waitFor();
  expect((await ask()).status).toBe(200);
  await page.context().setOffline(false);
  await answers.getByText('2', { exact: true }).waitFor();
  await expect.poll(() => page.getByText('The server cannot be reached').count(), PATIENT).toBe(0);
});
