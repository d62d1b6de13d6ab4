import { afterAll, expect, test } from 'vitest';
import { createAdmin } from '../../server/access/admins/create-admin.ts';
import { newId } from '../../shared/platform/ids.ts';
import { startMailServer, type MailServer } from '../../test/mail-server.ts';
import { darkPhone, expectAccessible, expectLegible, expectNarrow, usePanel } from '../../test/panel.ts';

let mail: MailServer;
const panel = usePanel(async () => {
  mail = await startMailServer();
  return { SMTP_URL: mail.url };
});
afterAll(() => mail.close());

const PASSWORD = 'a-password-of-some-length';

async function newMember(email: string, workspaces: string[]) {
  const { db } = panel.docent.ctx;
  const admin_id = await createAdmin(db, { email, password: PASSWORD, role: null });
  for (const name of workspaces) {
    const workspace_id = newId('wsp');
    await db.insertInto('workspaces').values({ workspace_id, name, time_zone: 'UTC' }).execute();
    await db.insertInto('workspace_members').values({ workspace_id, admin_id, role: 'viewer' }).execute();
  }
  return { email, password: PASSWORD };
}

test('a member of several workspaces chooses mails for all of them, and otherwise for one', async () => {
  const { page } = panel;
  const member = await newMember('of-two@example.com', ['Basalt', 'Gneiss']);
  await panel.openAt('/account', page, member);
  await page.getByLabel('Notices').check();
  await page.getByRole('button', { name: 'Save choice' }).click();
  await page.getByText('Your choice is saved.').waitFor();
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  await row('Basalt').getByText('As for all: Notices').waitFor();
  await row('Gneiss').getByText('As for all: Notices').waitFor();

  const dialog = page.getByRole('dialog', { name: 'Mail about Gneiss' });
  await page.getByRole('button', { name: 'Change mail about Gneiss' }).click();
  await dialog.getByLabel('Only what is chosen here').check();
  // It begins with what counted so far.
  expect(await dialog.getByLabel('Notices').isChecked()).toBe(true);
  await expectAccessible(page, 'a choice of mails');
  await dialog.getByLabel('Notices').uncheck();
  await dialog.getByLabel('Invoices').check();
  await dialog.getByLabel('Failed webhooks').check();
  await dialog.getByRole('button', { name: 'Save mail choice' }).click();
  await dialog.waitFor({ state: 'detached' });
  await row('Gneiss').getByText('Invoices, Failed webhooks').waitFor();
  await row('Basalt').getByText('As for all: Notices').waitFor();

  const phone = await panel.open(darkPhone);
  await panel.openAt('/account', phone, member);
  await phone.getByText('Invoices, Failed webhooks').waitFor();
  await expectNarrow(phone);
  await expectLegible(phone, 'mail by workspace on a phone');
  await phone.getByRole('button', { name: 'Change mail about Gneiss' }).click();
  await phone.getByLabel('The same as for all workspaces').check();
  await phone.getByRole('button', { name: 'Save mail choice' }).click();
  await phone.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await phone.getByText('As for all: Notices').count()).toBe(2);
});

test('a member of one workspace has one choice', async () => {
  const { page } = panel;
  await panel.openAt('/account', page, await newMember('of-one@example.com', ['Marble']));
  await page.getByRole('button', { name: 'Save choice' }).waitFor();
  expect(await page.getByText('Mail by workspace').count()).toBe(0);
});
