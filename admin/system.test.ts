import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { launchBrowser } from '../test/browser.ts';
import { startDocent, type Docent } from '../test/harness.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../test/model-server.ts';
import { expectNarrow, openPanel } from '../test/open-panel.ts';
import { expectAccessible } from '../test/panel.ts';

let docent: Docent;
let browser: Browser;
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer();
  docent = await startDocent({ roles: new Set(['api', 'worker', 'admin']) }, modelEnvironment(server));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await docent?.close();
  await server?.close();
});

test('a model is tested with a button, and a refusal is told with what to do', async () => {
  const { page, close } = await openPanel(docent, browser, '/system');
  const models = page.getByRole('table', { name: 'Models' });
  await models.getByRole('button', { name: 'Test gpt-4o-mini' }).click();
  await models.getByText('It answered.').waitFor();
  await models.getByRole('button', { name: 'Test test-embedding' }).click();
  await models.getByText('It gave a vector of 64 dimensions.').waitFor();
  await expectAccessible(page);
  server.chat.failures = { status: 401, times: 1 };
  await models.getByRole('button', { name: 'Test gpt-4o-mini' }).click();
  await models.getByText('The operator should check OPENAI_API_KEY.').waitFor();
  await close();
});

test('tells what runs, and that no worker does, by itself', async () => {
  const { page, close } = await openPanel(docent, browser, '/system', { width: 390, dark: true });
  await page.getByRole('region', { name: 'Processes' }).getByText('this one').waitFor();
  await page.getByText('Settings of the process that answered').click();
  await page.getByText('OPENAI_API_KEY').waitFor();
  await expectNarrow(page);
  await expectAccessible(page);
  await docent.ctx.db
    .updateTable('processes')
    .set({ roles: ['api', 'admin'] })
    .execute();
  await page.getByText('No worker is running').waitFor();
  await expectAccessible(page);
  await close();
});
