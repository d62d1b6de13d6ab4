import { afterAll, expect, test } from 'vitest';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import { demoAppId } from '../../test/keys.ts';
import { openLine } from '../../test/line.ts';
import { expectAccessible, usePanel } from '../../test/panel.ts';
import { openListening, signInQuietly } from '../../test/sign-in.ts';
import { until } from '../../test/until.ts';

let model: ModelServer;
const panel = usePanel(async () => {
  model = await startModelServer();
  return modelEnvironment(model);
});
afterAll(() => model.close());

const ask = async (question: string) => {
  await panel.page.getByLabel('Question').fill(question);
  await panel.page.keyboard.press('Enter');
};

test('a question is answered as it streams, and shows how the answer came about', async () => {
  const { page } = panel;
  model.chat = {
    pieces: [
      'The **on-call',
      ' engineer** is called first [1].\n\n',
      '<img src=x onerror=alert(1)> [here](javascript:alert(1)) ![there](https://example.com/a.png)',
    ],
  };
  await panel.openDemo();
  await ask('Who is called first in an outage?');
  const talk = page.getByRole('log', { name: 'Conversation' });
  await talk.getByText('The on-call engineer is called first').waitFor();
  // Markdown is shown, and nothing of it acts.
  await talk.locator('strong', { hasText: 'on-call engineer' }).waitFor();
  expect(await talk.locator('.answer :is(img, a)').count()).toBe(0);
  const trace = page.getByRole('region', { name: 'Trace of the answer' });
  await trace.getByText(/The best \d were added to the prompt/).waitFor();
  const hits = trace.getByRole('listitem');
  await trace.getByText(/\d+ others that matched less/).click();
  expect(await hits.count()).toBeGreaterThan(6);
  expect(await hits.first().textContent()).toMatch(/source 1.*BM25 \d+\.\d+ \(no\. \d+\) · cosine -?\d\.\d+/);

  await talk.getByRole('button', { name: /^Source 1/ }).click();
  const passage = page.getByRole('dialog');
  const quoted = await passage.locator('mark').textContent();
  expect(quoted!.length).toBeGreaterThan(10);
  await page.keyboard.press('Escape');
  await passage.waitFor({ state: 'detached' });

  await trace.getByRole('tab', { name: 'Prompt' }).click();
  await trace.getByText('You answer questions from the numbered sources below').waitFor();
  await trace.getByRole('tab', { name: 'Time and cost' }).click();
  const row = trace.getByRole('row', { name: 'answer' });
  expect(await row.textContent()).toMatch(/812.*96.*\$0\.000179/);
  expect(await trace.getByText(/^[\d,]+ ms$/).count()).toBe(3);

  model.chat = {
    pieces: (messages) =>
      messages.length === 2 && messages[0]!.content.startsWith('Rewrite')
        ? ['Who is called second in an outage?']
        : ['The secondary engineer [1].'],
  };
  await ask('and second?');
  await talk.getByText('The secondary engineer').waitFor();
  await trace.getByRole('row', { name: 'rewrite the question' }).waitFor();
  await trace.getByRole('tab', { name: 'Retrieval' }).click();
  await trace.getByText('Who is called second in an outage?').waitFor();

  // The address has the conversation: a reload shows it, and it goes on.
  await page.waitForURL(/[?]session=sess_/);
  await page.reload();
  await talk.getByText('The secondary engineer').waitFor();
  expect(await talk.locator('.question').allTextContents()).toEqual([
    'Who is called first in an outage?',
    'and second?',
  ]);
  await page.getByRole('link', { name: 'Transcript' }).click();
  await page.getByRole('heading', { level: 2, name: 'Conversation' }).waitFor();
  expect(
    await page
      .getByRole('list', { name: 'Transcript' })
      .getByText(/^Question/)
      .count(),
  ).toBe(2);
});

test('a running answer is stopped, and the model with it', async () => {
  const { page } = panel;
  model.chat = { pieces: Array.from({ length: 400 }, (_, n) => `word${n} `), tokenMs: 25 };
  await panel.openDemo();
  await ask('Who is called first in an outage?');
  await page.getByText('word3').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Stopped.').waitFor();
  await expect.poll(() => model.open(), { timeout: 20_000 }).toBe(0);
  expect(model.calls.findLast(({ path }) => path.endsWith('/chat/completions'))!.aborted).toBe(true);
});

test('an answer whose line is cut says so, keeps what was written, and is asked again with a click', async () => {
  const { docent } = panel;
  const line = await openLine(docent.url);
  const page = await panel.open({}, [/ERR_/, /manifest patches/]);
  await signInQuietly(docent, page);
  model.chat = { pieces: Array.from({ length: 400 }, (_, n) => `word${n} `), tokenMs: 25 };
  await openListening(page, `${line.url}/admin/apps/${await demoAppId(docent)}/playground`);
  await page.getByLabel('Question').fill('Who is called first in an outage?');
  await page.keyboard.press('Enter');
  await page.getByText('word3').waitFor();
  line.cut();
  await page.getByRole('alert').getByText('The connection to the server was lost.').waitFor();
  expect(await page.locator('.answer').innerText()).toContain('word3');
  line.restore();
  await expect.poll(() => model.open(), { timeout: 20_000 }).toBe(0);

  // Whoever comes back to it reads why it ends there.
  await page.reload();
  await page.getByText('Stopped, because the page was closed or lost its connection.').waitFor();
  model.chat = { pieces: ['The on-call engineer [1].'], errorAfter: 0 };
  await page.getByLabel('Question').fill('Who is called first in an outage?');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  model.chat = { pieces: ['The on-call engineer [1].'] };
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.locator('.answer', { hasText: 'The on-call engineer' }).waitFor();
  expect(await page.getByRole('button', { name: 'Ask again' }).count()).toBe(0);
  await page.close();
  line.close();
});

test('an error is shown in the conversation, and the next question is answered', async () => {
  const { page } = panel;
  model.chat = { pieces: ['Half an ', 'answer'], errorAfter: 1 };
  await panel.openDemo();
  await ask('Who is called first in an outage?');
  await page
    .getByRole('alert')
    .getByText(/model server/)
    .waitFor();
  model.chat = { pieces: ['Fine again [1].'] };
  await ask('Who is called first in an outage?');
  await page.getByRole('log').getByText('Fine again').waitFor();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await ask('Welche Zugspitzbahn fährt nach Ulaanbaatar?');
  await page.getByText('nichts gefunden').waitFor();
});

test('settings are tried side by side with the saved ones, and saved at the end', async () => {
  const { page } = panel;
  model.chat = {
    pieces: (messages) => [
      JSON.stringify(messages).includes('like a pirate') ? 'Arr [1].' : 'The engineer [1].',
    ],
  };
  await panel.openDemo();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel('Instructions').fill('Speak like a pirate.');
  await page.getByLabel('Ask with the saved settings too').check();
  await ask('Who is called first in an outage?');
  await page.getByRole('log', { name: 'Conversation', exact: true }).getByText('Arr').waitFor();
  await page.getByRole('log', { name: 'with the saved settings' }).getByText('The engineer').waitFor();
  await expectAccessible(page, 'two sets of settings');
  await page.getByRole('button', { name: 'Save to app' }).click();
  await page.getByText('Saved to the app.').waitFor();
  expect(await page.getByLabel('Instructions').inputValue()).toBe('Speak like a pirate.');
});

test('a question that is not sent yet is kept, over other pages and a reload, until it is sent', async () => {
  const { page } = panel;
  model.chat = { pieces: ['The engineer [1].'] };
  await panel.openDemo();
  const field = page.getByLabel('Question');
  await field.fill('Who is called first in an outage of the whole region?');
  await page.getByRole('link', { name: 'Keys', exact: true }).click();
  await page.waitForURL('**/keys');
  await page.goBack();
  await expect.poll(() => field.inputValue()).toMatch(/whole region/);
  await page.reload();
  await expect.poll(() => field.inputValue()).toMatch(/whole region/);
  await field.press('Enter');
  await page.getByRole('log').getByText('The engineer').waitFor();
  // The conversation is in the address a moment after its first words.
  await page.waitForURL('**session=**');
  await page.reload();
  await page.getByRole('log').getByText('The engineer').waitFor();
  expect(await field.inputValue()).toBe('');
});

const read = async (path: string, init?: object): Promise<any> => (await panel.docent.api(path, init)).json();
const upload = async (name: string, text: string, metadata: object = {}): Promise<string> => {
  const { documents } = await read('/documents', { json: { name, text, metadata } });
  return documents[0].document_id;
};

test('questions are restricted to documents that are chosen by name or tag; the address keeps the choice', async () => {
  const { page } = panel;
  model.chat = { pieces: ['It is called so [1].'] };
  const red = await upload('persimmon boat.md', 'The red boat is called Persimmon.', { tags: ['harbour'] });
  const blue = await upload('cornflower boat.md', 'The blue boat is called Cornflower.', {
    tags: ['harbour'],
  });
  await until('both documents', async () => {
    const { documents } = await read('/documents?status=ready&per_page=100');
    const ready = documents.map(({ document_id }: any) => document_id);
    return ready.includes(red) && ready.includes(blue);
  });
  await panel.openDemo();
  await page.getByRole('button', { name: 'Documents', exact: true }).click();
  const field = page.getByRole('combobox', { name: 'Documents to search' });
  await field.fill('simmon');
  await page.getByRole('option', { name: 'persimmon boat.md' }).click();
  await page.waitForURL(`**document=${red}`);
  await page.getByRole('button', { name: 'Documents (1 chosen)' }).waitFor();
  const list = page.getByRole('list', { name: 'Documents that are searched' });
  await list.getByText('persimmon boat.md').waitFor();
  await ask('Which name has the boat?');
  const trace = page.getByRole('region', { name: 'Trace of the answer' });
  await trace.getByText('Only in').waitFor();
  const sources = async () => [
    ...new Set(
      (await trace.getByRole('listitem').allTextContents()).map((text) => /\w+ boat/.exec(text)?.[0]),
    ),
  ];
  expect(await sources()).toEqual(['persimmon boat']);
  await expectAccessible(page, 'chosen documents');

  // Both are in the address: the conversation and its documents.
  await page.waitForURL(/session=sess_.*document=doc_/);
  await page.reload();
  await page.getByRole('log').getByText('It is called so').waitFor();
  await list.getByText('persimmon boat.md').waitFor();
  await trace.getByText('Only a part of the documents was searched.').waitFor();

  // Saved as a test, it asks all documents, and the page says so.
  await page.getByRole('link', { name: 'Save as test' }).click();
  await page.getByText('The test asks all of them').waitFor();
  await page.goBack();
  await list.getByText('persimmon boat.md').waitFor();

  // Each side has documents of its own.
  await page.getByLabel('Ask other documents too, side by side').check();
  await page.getByText('All documents are searched.').waitFor();
  await page.getByRole('button', { name: 'Documents (1 chosen)' }).click();
  const left = page.getByRole('combobox', { name: 'Documents on the left' });
  await left.fill('harb');
  await page.getByRole('option', { name: 'Tag: harbour' }).click();
  await ask('Which name has the boat?');
  await page.waitForURL(/other=sess_/);
  await expectAccessible(page, 'two choices of documents');
  await page.reload();
  await list.getByText('Tag: harbour').waitFor();
  expect(await list.allTextContents()).toEqual(['Tag: harbour', 'persimmon boat.md']);
  await page.getByLabel('Ask other documents too, side by side').uncheck();

  // A document that is gone is named as long as its name is known, and said to be gone after that.
  await panel.docent.api(`/documents/${red}`, { method: 'DELETE' });
  await ask('Which name has the boat?');
  await page.getByText('No longer there: persimmon boat.md.').waitFor();
  await page.getByText('there is nothing to search').waitFor();
  await page.reload();
  await page.getByText('No longer there: A document that does not exist.').waitFor();
  await page.getByRole('button', { name: 'Remove it from the choice' }).click();
  await list.waitFor({ state: 'detached' });
  await page.waitForURL((url) => !url.search.includes('doc_'));

  // A link to the page begins anew, with all documents.
  await page.getByRole('link', { name: 'Playground' }).click();
  await page.getByText('Ask the documents').waitFor();
  expect(new URL(page.url()).search).toBe('');
});

test('a chosen document that is not ready is said to be, until it is', async () => {
  const { page, docent } = panel;
  const id = await upload('slow boat.md', 'The slow boat is called Marigold.', { tags: ['slow'] });
  const set = (status: 'embedding' | 'failed' | 'ready') =>
    docent.ctx.db.updateTable('documents').set({ status }).where('document_id', '=', id).execute();
  await until('the document', async () => {
    const { document } = await read(`/documents/${id}`);
    return document.status === 'ready';
  });
  await set('embedding');
  await panel.openDemo(page, `playground?document=${id}&tag=slow&tag=fast&tag=%00`);
  await page.getByText('Not ready yet, so it is not searched yet: slow boat.md.').waitFor();
  await page.getByText('No document with the tag slow is ready.').waitFor();
  await page.getByText('No document has the tag fast.').waitFor();
  await page.getByText('there is nothing to search').waitFor();
  await expectAccessible(page, 'a choice without a document that can be searched');
  await set('failed');
  await page.getByText('Could not be read, so it is not searched: slow boat.md.').waitFor();
  await set('ready');
  await page.reload();
  await page.getByText('slow boat.md').waitFor();
  expect(await page.getByText('there is nothing to search').count()).toBe(0);
});
