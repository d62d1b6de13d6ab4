import { expect, test } from 'vitest';
import { usePanel } from '../../test/panel.ts';
import { createCaller } from '../../server/transport/trpc/router.ts';

const panel = usePanel();

test('a set-up of two-step sign-in can be given up, what is on cannot, and who has lost it reads whom to ask', async () => {
  const { page, docent } = panel;
  const { db } = docent.ctx;
  const row = () =>
    db
      .selectFrom('admins')
      .select(['admin_id', 'totp_secret'])
      .where('email', '=', docent.adminEmail)
      .executeTakeFirstOrThrow();
  await panel.openAt('/account');
  const twoStep = page.getByRole('region', { name: 'Two-step sign-in' });
  const start = async () => {
    await twoStep.getByLabel('Current password').fill(docent.adminPassword);
    await twoStep.getByRole('button', { name: 'Set up' }).click();
    await twoStep.getByRole('img', { name: 'QR code' }).waitFor();
  };
  await start();
  await twoStep.getByRole('button', { name: 'Cancel' }).click();
  await twoStep.getByRole('button', { name: 'Set up' }).waitFor();
  const { admin_id, totp_secret } = await row();
  expect(totp_secret).toBeNull();

  await start();
  await db.updateTable('admins').set({ totp_confirmed_at: new Date() }).execute();
  const caller = createCaller({
    service: docent.ctx,
    admin: { adminId: admin_id, email: docent.adminEmail, role: 'owner' },
    requestId: 'req_1',
    signal: new AbortController().signal,
  });
  await caller.account.cancelTotp({});
  expect((await row()).totp_secret).not.toBeNull();

  await page.context().clearCookies();
  await page.goto(`${docent.url}/admin/login`);
  await panel.signIn();
  await page.getByText('ask an owner of the team to turn this step off').waitFor();
});
