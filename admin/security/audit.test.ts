import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { verifyExport } from '../../shared/security/audit/export-log.ts';
import { expectAccessible, expectNarrow, darkPhone, usePanel } from '../../test/panel.ts';

const panel = usePanel();

test('actions are listed with their outcome and searched, and the log is verified; a changed entry is reported', async () => {
  const { page, docent } = panel;
  await docent.api('/erasures', { json: { session_id: 'sess_none' } });
  await panel.openAt('/audit', page);
  const list = page.getByRole('table', { name: 'Actions' });
  await list.getByText('session_not_found').waitFor();
  await list.getByText('session.signIn').first().waitFor();
  await page.getByRole('button', { name: 'Verify the log' }).click();
  await page.getByText('The log is intact').waitFor();
  await expectAccessible(page, 'the audit log');

  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the log' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^docent-audit-[\d-]+\.ndjson$/);
  const lines = createInterface({ input: await download.createReadStream() });
  const verdict = await verifyExport(lines, docent.ctx.signing.publicKey);
  expect(verdict).toMatchObject({ intact: true });
  await panel.openAt('/audit', page);
  await list.getByText('audit.download').first().waitFor();

  await page.getByLabel('Failed only').check();
  await page.getByRole('button', { name: 'Show' }).click();
  await expect.poll(() => list.getByText('session.signIn').count()).toBe(0);
  expect(await list.getByText('session_not_found').count()).toBe(1);
  await page.getByLabel('Search').fill('no such thing');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('No matching entries').waitFor();

  await docent.ctx.db
    .updateTable('audit_entries')
    .set({ action: 'keys.list' })
    .where('sequence', '=', 1)
    .execute();
  const phone = await panel.open(darkPhone);
  await panel.openAt('/audit', phone);
  await expectNarrow(phone);
  await phone.getByRole('button', { name: 'Verify the log' }).click();
  await phone.getByText('The log is NOT intact').waitFor();
  await phone.getByText(/Entry 1 was changed/).waitFor();
  await expectAccessible(phone, 'the broken log');
});
