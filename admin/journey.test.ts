import { readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { modelEnvironment, startModelServer, type ModelServer } from '../test/model-server.ts';
import { usePanel } from '../test/panel.ts';

const PASSWORD = 'a-password-of-my-own';
const QUESTION = 'Wie viel Kilogramm Bohnen mahlt die Mühle?';

let model: ModelServer;
const panel = usePanel(async () => {
  model = await startModelServer();
  // Without a password of the operator's the first admin has a generated one, which must be changed.
  return { ...modelEnvironment(model), ADMIN_PASSWORD: '' };
});
afterAll(() => model.close());

test('from the first login to an application that asks, and back to nothing', async () => {
  const { page, docent } = panel;
  model.chat = { pieces: ['Bis zu 40 Kilogramm ', 'je Stunde [1].'] };
  const dialog = page.getByRole('dialog');

  // The first login, with a password of one's own.
  await page.goto(`${docent.url}/admin`);
  await panel.signIn();
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

  // An app with a document in it.
  await page.getByRole('navigation', { name: 'Panel' }).getByRole('link', { name: 'Apps' }).click();
  await page.getByRole('button', { name: 'Create app' }).click();
  await dialog.getByLabel('Name').fill('Help centre');
  await dialog.getByRole('button', { name: 'Create app' }).click();
  await page.getByRole('heading', { level: 1, name: 'Help centre' }).waitFor();
  await page.getByLabel('Choose files to upload').setInputFiles({
    name: 'handbook.pdf',
    mimeType: 'application/pdf',
    buffer: readFileSync(new URL('../worker/documents/extract/fixtures/handbook.pdf', import.meta.url)),
  });
  await page.getByRole('row', { name: 'handbook.pdf' }).getByText('ready', { exact: true }).waitFor();

  // An answer from it, and its source.
  await page.getByRole('link', { name: 'Playground' }).click();
  await page.getByLabel('Question').fill(QUESTION);
  await page.keyboard.press('Enter');
  const talk = page.getByRole('log', { name: 'Conversation' });
  await talk.getByText('Bis zu 40 Kilogramm je Stunde').waitFor();
  await talk.getByRole('button', { name: 'Source 1: handbook.pdf' }).click();
  await dialog.locator('mark').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  // A key, and an application that uses it.
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'Create key' }).click();
  await dialog.getByLabel('Name').fill('Website');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const secret = await dialog.getByLabel('Key', { exact: true }).inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  const ask = async () => {
    const response = await fetch(`${docent.url}/api/v1/chat`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message: QUESTION, end_user_id: 'kim' }),
    });
    return await response.json();
  };
  const answer = await ask();
  expect(answer).toMatchObject({ success: true, citations: [{ document_name: 'handbook.pdf' }] });
  expect(answer.usage.cost).toBeGreaterThan(0);

  // What was asked, by whom, and what it cost.
  await page.getByRole('link', { name: 'Conversations' }).click();
  await page.getByRole('row', { name: 'Website' }).getByRole('link', { name: QUESTION }).click();
  const transcript = page.getByRole('list', { name: 'Transcript' });
  await transcript.getByText('Bis zu 40 Kilogramm je Stunde').waitFor();
  expect(await transcript.textContent()).toContain(`$${answer.usage.cost.toFixed(6)}`);

  // Without the document there is nothing left to answer from.
  await page.getByRole('link', { name: 'Documents' }).click();
  await page.getByRole('button', { name: 'Delete handbook.pdf' }).click();
  await dialog.getByRole('button', { name: 'Delete document' }).click();
  await page.getByText('No documents yet').waitFor();
  expect(await ask()).toMatchObject({ finish_reason: 'no_context', citations: [] });
});
