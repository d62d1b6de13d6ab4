import { expect, test } from 'vitest';
import { demoAppId } from '../../test/keys.ts';
import { darkPhone, expectAccessible, expectNarrow, usePanel } from '../../test/panel.ts';
import { until } from '../../test/until.ts';

const panel = usePanel();
const CSV = [
  'question,expected_document,expected_words',
  'Who is called first in an outage?,outage-playbook.md,on-call',
  'How often is the status page updated during a SEV-1 outage?,outage-playbook.md,30 minutes',
].join('\n');

test('a set is made from the playground and a CSV file, run, and warns before settings are saved', async () => {
  const { docent } = panel;
  // The gate refuses a change.
  const page = await panel.open({}, [/status of 409/]);
  const dialog = page.getByRole('dialog');

  // From the playground.
  await panel.openDemo(page, 'playground');
  await page.getByLabel('Question').fill('Within how many days may customers return an item?');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Save as test' }).click();
  await page.getByLabel('Name of a new set').fill('Shop');
  await expectAccessible(page, 'save as test');
  await page.getByRole('button', { name: 'Save as test' }).click();
  await page.getByRole('heading', { name: 'Shop' }).waitFor();
  await page.getByText('from a conversation').waitFor();

  // From a file; one with a mistake names its row.
  await page.getByRole('button', { name: 'Import CSV' }).click();
  await dialog.getByLabel('Contents').fill(`${CSV}\n,x.md,`);
  await dialog.getByRole('button', { name: 'Import questions' }).click();
  await dialog.getByText('csv row 4, question').waitFor();
  await dialog
    .getByLabel('CSV file')
    .setInputFiles({ name: 'tests.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await expect.poll(() => dialog.getByLabel('Contents').inputValue()).toBe(CSV);
  await dialog.getByRole('button', { name: 'Import questions' }).click();
  await page.getByRole('heading', { name: 'Questions (3)' }).waitFor();

  // One by hand.
  await page.getByRole('button', { name: 'Add question' }).click();
  await dialog.getByRole('textbox', { name: 'Question' }).fill('Which colour is the chairman’s parrot?');
  await dialog.getByLabel('The documents do not answer it').check();
  await dialog.getByRole('button', { name: 'Add question' }).click();
  await page.getByRole('heading', { name: 'Questions (4)' }).waitFor();

  await page.getByRole('button', { name: 'Run now' }).click();
  const runs = page.getByRole('table', { name: 'Runs' });
  await runs.getByText('completed').waitFor();
  await expectAccessible(page, 'a set');
  await page.getByLabel('Warn before a change').check();
  await page.getByRole('button', { name: 'Save settings' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();

  // A question stays while the page below it updates itself.
  await page.getByLabel('Run every night').check();
  await runs.getByRole('link').first().click();
  const leave = page.getByRole('dialog', { name: 'Leave without saving?' });
  await leave.waitFor();
  let updates = 0;
  page.on('response', (response) => (updates += Number(response.url().includes('evaluation.route'))));
  await until('two updates', async () => {
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    return updates >= 2;
  });
  await leave.getByRole('button', { name: 'Leave' }).click();
  const results = page.getByRole('table', { name: 'Results' });
  await results.getByText('The on-call engineer is called first').waitFor();
  await expectAccessible(page, 'a run');
  await page.getByText('Not passed', { exact: true }).click();
  await page.waitForURL(/passed=false/);

  // A change of the settings is held back, and tried.
  const appId = await demoAppId(docent);
  await panel.openDemo(page, 'settings');
  await page.getByLabel('Refusal text').fill('I found nothing about that. Ask the office.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Shop: not run with these settings yet').waitFor();
  await expectAccessible(page, 'a gate');
  await page.getByRole('button', { name: 'Evaluate first' }).click();
  await page.getByRole('heading', { name: 'Evaluation sets' }).waitFor();
  await page.getByText('completed').waitFor();
  await page.getByRole('link', { name: 'Shop' }).click();
  await page.getByRole('link', { name: 'Compare' }).click();
  await page.getByRole('heading', { name: 'Two runs' }).waitFor();
  await page.getByText('No answer got worse.').waitFor();
  await expectAccessible(page, 'two runs');
  await panel.openDemo(page, 'settings');
  await page.getByLabel('Refusal text').fill('I found nothing about that. Ask the office.');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved', { exact: true }).waitFor();

  const response = await page.request.get(
    `${docent.url}/admin/apps/${appId}/evaluations/${await setId()}/questions.csv`,
  );
  expect(await response.text()).toContain(
    'Who is called first in an outage?,outage-playbook.md,,on-call,false',
  );

  const phone = await panel.open(darkPhone);
  await panel.openDemo(phone, `evaluations/${await setId()}`);
  await phone.getByRole('heading', { name: 'Shop' }).waitFor();
  await expectNarrow(phone);
});

async function setId(): Promise<string> {
  const { set_id } = await panel.docent.ctx.db
    .selectFrom('evaluation_sets')
    .select('set_id')
    .executeTakeFirstOrThrow();
  return set_id;
}
