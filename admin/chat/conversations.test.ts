import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectAccessible, usePanel } from '../../test/panel.ts';

const panel = usePanel();

test('conversations are found by words, person and feedback, read with their sources, and exported', async () => {
  const { page, docent } = panel;
  const ask = async (message: string, end_user_id: string) =>
    await (await docent.api('/chat', { json: { message, end_user_id } })).json();
  const outage = await ask('Who is called first in an outage?', 'kim');
  await ask('How long can I return an unused item?', 'lee');
  const comment = 'It should say “by phone” first.';
  await docent.api(`/messages/${outage.message_id}/feedback`, { json: { rating: 'down', comment } });

  await panel.openDemo(page, 'conversations');
  const rows = page.getByRole('row');
  await expect.poll(() => rows.count()).toBe(3);
  await page.getByLabel('Words').fill('EXTENSION 4100');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('Searched 2 conversations').waitFor();
  await expect.poll(() => rows.count()).toBe(2);

  await page.getByLabel('Words').fill('');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Feedback').selectOption('bad');
  await page.getByLabel('End user').fill('kim');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.waitForURL(/feedback=down/);
  await expect.poll(() => rows.count()).toBe(2);
  await page.getByRole('link', { name: 'Who is called first in an outage?' }).click();

  const transcript = page.getByRole('list', { name: 'Transcript' });
  await transcript.getByText(`Rated bad: “${comment}”`).waitFor();
  expect(await page.getByText('kim', { exact: true }).count()).toBe(1);
  expect(await transcript.getByText(/builtin-extractive · first token after/).textContent()).toMatch(
    /tokens · \$0\.00/,
  );
  await transcript.getByRole('list', { name: 'Sources' }).getByRole('button').first().click();
  await page.getByRole('dialog').locator('mark').getByText('extension 4100').waitFor();
  await page.keyboard.press('Escape');

  // How the answer came about, and whether somebody has looked at it.
  await transcript.getByText('Trace', { exact: true }).click();
  await transcript.getByText(/passages were in the prompt/).waitFor();
  await transcript.getByText('source 1').waitFor();
  await transcript.getByRole('button', { name: 'Mark as fixed' }).click();
  await transcript.getByRole('button', { name: 'Reopen' }).click();
  await transcript.getByText('to be reviewed').waitFor();
  await expectAccessible(page, 'a conversation with its trace');
  await page.getByRole('link', { name: 'Demo key' }).waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export as JSON' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${outage.session_id}.json`);
  const exported = JSON.parse(readFileSync(await download.path(), 'utf8'));
  expect(exported.session).toMatchObject({
    session_id: outage.session_id,
    end_user_id: 'kim',
    messages: [{ role: 'user' }, { content: outage.content, feedback: { rating: 'down', comment } }],
  });

  // What was rated as bad is to be reviewed.
  await panel.openDemo(page, 'conversations');
  await page.getByRole('link', { name: 'Unanswered questions' }).click();
  const open = page.getByRole('table', { name: 'Unanswered questions' });
  await open.getByText(`“${comment}”`).waitFor();
  await expectAccessible(page, 'unanswered questions');
  await page.getByRole('button', { name: 'Fixed: Who is called first' }).click();
  await page.getByText('Nothing to review').waitFor();
  await page.getByText('Fixed', { exact: true }).click();
  await page.getByRole('button', { name: 'Reopen: Who is called first' }).waitFor();

  // Erased after it has been shown what goes, and only with the right name.
  await panel.openDemo(page, `conversations/${outage.session_id}`);
  await page.getByRole('button', { name: 'Erase…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('This removes 1 conversation, 2 messages').waitFor();
  await dialog.getByLabel('Type this to confirm').fill('kim');
  await dialog.getByRole('button', { name: 'Erase conversation' }).click();
  await dialog.getByText('Nothing was erased').waitFor();
  expect((await docent.api(`/sessions/${outage.session_id}`)).status).toBe(200);
  await dialog.getByLabel('Type this to confirm').fill(outage.session_id);
  await dialog.getByRole('button', { name: 'Erase conversation' }).click();
  await page.waitForURL(/privacy#erasures/);
  expect((await docent.api(`/sessions/${outage.session_id}`)).status).toBe(404);
});
