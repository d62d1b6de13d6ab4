import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { createAdmin } from '../../server/access/admins/create-admin.ts';
import { demoAppId } from '../../test/keys.ts';
import { darkPhone, expectAccessible, expectNarrow, usePanel } from '../../test/panel.ts';

const PATIENT = { timeout: 60_000 };

// No worker: what is sent again can be seen waiting.
const panel = usePanel(undefined, ['api', 'admin']);
let app: string;
beforeAll(async () => {
  app = await demoAppId(panel.docent);
});

async function addDeadLetter(document_id: string): Promise<void> {
  await sql`insert into pgboss.job (name, data, source_name, policy, source_output, source_retry_count)
    values ('dead-letters', ${JSON.stringify({ app_id: app, document_id })}::jsonb, 'read-document', 'standard',
      '{"message": "The disk was full."}', 3)`.execute(panel.docent.ctx.db);
}

test('a dead letter appears automatically, shows its reason, and is retried or discarded', async () => {
  const { page } = panel;
  await panel.openAt('/jobs');
  const queue = page
    .getByRole('table', { name: 'Queues', exact: true })
    .getByRole('row', { name: /^read-document/ });
  await expect.poll(() => queue.getByRole('cell').nth(1).textContent(), PATIENT).toBe('3');
  await page.getByText('No dead letters').waitFor();
  await page.getByText('No schedules yet').waitFor();
  const emptyOnes = page.getByRole('table', { name: 'Empty queues' });
  await page.getByText(/^Show \d+ empty queues$/).click();
  await emptyOnes.getByRole('row', { name: /^deliver-webhook/ }).waitFor();
  await page.getByText(/^Show \d+ empty queues$/).click();

  await addDeadLetter('doc_one');
  const letters = page.getByRole('table', { name: 'Dead letters' });
  await letters.getByText('doc_one').waitFor();
  await letters.getByText('The disk was full.').waitFor();
  await expectAccessible(page);
  await letters.getByRole('button', { name: 'Retry' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('1 job returned to its queue.').waitFor();
  await page.getByText('No dead letters').waitFor();
  await expect.poll(() => queue.getByRole('cell').nth(1).textContent(), PATIENT).toBe('4');

  await addDeadLetter('doc_two');
  await addDeadLetter('doc_three');
  await letters.getByText('doc_three').waitFor();
  const row = letters.getByRole('row').filter({ hasText: 'doc_two' });
  await row.getByRole('button', { name: /^Discard/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Keep' }).click();
  await dialog.waitFor({ state: 'detached' });
  await row.getByRole('button', { name: /^Discard/ }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('1 job discarded.').waitFor();
  await expect.poll(() => letters.getByText('doc_two').count(), PATIENT).toBe(0);
  await letters.getByText('doc_three').waitFor();
});

test('who may only look is shown no buttons; a phone shows all of it', async () => {
  const email = 'viewer@example.com';
  const password = 'correct-horse-battery';
  await createAdmin(panel.docent.ctx.db, { email, password, role: 'viewer' });
  const page = await panel.open(darkPhone);
  await panel.openAt('/jobs', page, { email, password });
  await page.getByRole('table', { name: 'Dead letters' }).getByText('doc_three').waitFor();
  expect(await page.getByRole('button', { name: /Retry|Discard/ }).count()).toBe(0);
  await expectNarrow(page);
  await expectAccessible(page);
});

test('many dead letters come in pages', async () => {
  await sql`insert into pgboss.job (name, data, source_name, policy)
    select 'dead-letters', '{}', 'sweep-blobs', 'standard' from generate_series(1, 30)`.execute(
    panel.docent.ctx.db,
  );
  const { page } = panel;
  await panel.openAt('/jobs');
  const rows = page.getByRole('table', { name: 'Dead letters' }).getByRole('row');
  await expect.poll(() => rows.count(), PATIENT).toBe(26);
  await page.getByRole('link', { name: 'Older dead letters' }).click();
  await expect.poll(() => rows.count(), PATIENT).toBe(7);
  await page.getByRole('button', { name: 'Discard all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await page.getByText('31 jobs discarded.').waitFor();
  await page.getByText('No dead letters').waitFor();
});
