import { afterAll, expect, test } from 'vitest';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import { darkPhone, expectAccessible, expectNarrow, usePanel } from '../../test/panel.ts';

let server: ModelServer;
const panel = usePanel(async () => {
  server = await startModelServer();
  return modelEnvironment(server);
});
afterAll(() => server.close());

test('a model is tested with a button, and a refusal says what to do', async () => {
  const { page } = panel;
  await panel.openAt('/system');
  const models = page.getByRole('table', { name: 'Models' });
  await models.getByRole('button', { name: 'Test gpt-4o-mini' }).click();
  await models.getByText('It said:').waitFor();
  await models.getByRole('button', { name: 'Test test-embedding' }).click();
  await models.getByText('It returned a vector of 64 dimensions.').waitFor();
  await expectAccessible(page);
  server.chat.failures = { status: 401, times: 1 };
  await models.getByRole('button', { name: 'Test gpt-4o-mini' }).click();
  await models.getByText('The operator should check OPENAI_API_KEY.').waitFor();
});

test('shows the running processes and that there is no worker, and updates automatically', async () => {
  const page = await panel.open(darkPhone);
  await panel.openAt('/system', page);
  await page.getByRole('region', { name: 'Processes' }).getByText('this one').waitFor();
  await page.getByText('Configuration of this process').click();
  await page.getByText('OPENAI_API_KEY').waitFor();
  await expectNarrow(page);
  await expectAccessible(page);
  await panel.docent.ctx.db
    .updateTable('processes')
    .set({ roles: ['api', 'admin'] })
    .execute();
  await page.getByText('No worker is running').waitFor();
  await expectAccessible(page);
});

test('an owner rotates the key of an app, whose progress is followed, and the master key', async () => {
  const { page, docent } = panel;
  await panel.openAt('/system');
  const keys = page.getByRole('table', { name: 'Encryption keys' });
  const demo = keys.getByRole('row', { name: /Demo/ });
  await keys.getByRole('button', { name: 'Rotate the key of Demo' }).click();
  await page.getByRole('dialog').getByText('destroys the old one').waitFor();
  await expectAccessible(page, 'the question');
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await demo.getByText('rotating').waitFor();
  await expectAccessible(page, 'the rotation');
  await demo.getByRole('button', { name: 'Rotate the key of Demo' }).waitFor({ timeout: 120_000 });
  await demo.getByRole('cell', { name: '2', exact: true }).waitFor();
  expect((await docent.api('/documents')).status).toBe(200);

  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await keys.getByRole('button', { name: 'Rotate the master key' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
  await keys
    .getByRole('row', { name: /Master key/ })
    .getByRole('cell', { name: '2', exact: true })
    .waitFor();
});
