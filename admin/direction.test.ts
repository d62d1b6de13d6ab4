// Names, documents and conversations in Arabic, in a panel that is written from left to right.
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { bearer, newAppWithKey } from '../test/keys.ts';
import { usePanel } from '../test/panel.ts';
import { until } from '../test/until.ts';

const panel = usePanel();

const QUESTION = 'كم المدة المسموح بها لإرجاع منتج غير مستعمل (A1)!';
const LONG = `دليل إجراءات ${'الإرجاع والاسترداد '.repeat(12)}(A1)!`;

/** An app in which whatever people name and write is Arabic and ends with a Latin word and a sign. */
async function arabicApp() {
  const { docent } = panel;
  const key = await newAppWithKey(docent);
  await docent.ctx.db
    .updateTable('keys')
    .set({ name: 'خادم الدعم (API)!' })
    .where('key_id', '=', key.keyId)
    .execute();
  const headers = bearer(key.secret);
  const post = async (path: string, json: object) =>
    (await (await docent.api(path, { json, headers })).json()) as Record<string, string>;
  await docent.ctx.db
    .updateTable('apps')
    .set({ name: 'مركز المساعدة (A1)!', instructions: 'أجب باختصار (A1)!' })
    .where('app_id', '=', key.appId)
    .execute();
  const metadata = { tags: ['عملاء (VIP)!'] };
  const text = '# سياسة الإرجاع\n\nالمدة المسموح بها لإرجاع منتج غير مستعمل هي 45 يومًا (A1)!';
  await post('/documents', {
    name: 'سياسة الإرجاع (A1)!',
    text,
    metadata,
  });
  await post('/documents', { name: LONG, text: 'نص آخر (A1)!', metadata });
  const documentId = await until('the documents', async () => {
    const { documents } = (await (await docent.api('/documents', { headers })).json()) as {
      documents: { status: string; document_id: string; name: string }[];
    };
    const isReady = documents.length === 2 && documents.every(({ status }) => status === 'ready');
    return isReady && documents.find(({ name }) => name !== LONG)!.document_id;
  });
  const answer = await post('/chat', { message: QUESTION, end_user_id: 'أحمد (VIP)!' });
  await post('/chat', { message: LONG, end_user_id: 'أحمد (VIP)!' });
  await post(`/messages/${answer['message_id']}/feedback`, { rating: 'down', comment: 'غير واضحة (A1)!' });
  return { ...key, documentId, sessionId: answer['session_id'] };
}

/** What is shown with its last sign on the right, where an Arabic reader looks for the beginning. */
const turnedRound = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wrong: string[] = [];
    const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const left = (node: Node, at: number) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      return range.getBoundingClientRect();
    };
    for (let node = all.nextNode(); node; node = all.nextNode()) {
      const text = node.textContent ?? '';
      const [first, last] = [text.search(/[\u0600-\u06ff]/), text.lastIndexOf('!')];
      // JSON is code.
      const isShown = node.parentElement!.checkVisibility() && !node.parentElement!.closest('pre, option');
      if (first === -1 || last < first || !isShown) continue;
      const [begin, end] = [left(node, first), left(node, last)];
      if (begin.top === end.top && end.left > begin.left) wrong.push(text);
    }
    for (const field of document.querySelectorAll<HTMLInputElement>('input, textarea'))
      if (/^[\u0600-\u06ff]/.test(field.value) && getComputedStyle(field).unicodeBidi !== 'plaintext')
        wrong.push(field.value);
    return wrong;
  });

test('what people have named or written in Arabic is read from right to left on every page', async () => {
  const { page } = panel;
  const { appId, documentId, sessionId } = await arabicApp();
  await panel.openAt('/apps');
  await page.getByText('مركز المساعدة (A1)!').waitFor();
  expect(await turnedRound(page), 'apps').toEqual([]);
  const paths = [
    'documents',
    `documents/${documentId}`,
    'conversations',
    `conversations/${sessionId}`,
    'conversations/unanswered',
    'keys',
    'widget',
    'settings',
  ];
  for (const path of paths) {
    await page.goto(`${panel.docent.url}/admin/apps/${appId}/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate(() => document.body.textContent), path).toMatch(/[\u0600-\u06ff].*!/);
    expect(await turnedRound(page), path).toEqual([]);
  }

  await page.getByRole('button', { name: 'Go to' }).first().click();
  await page.getByRole('combobox', { name: 'Go to' }).fill('الإرجاع');
  await page.getByRole('option', { name: /سياسة/ }).waitFor();
  expect(await turnedRound(page), 'the palette').toEqual([]);
});

test('an answer in Arabic has its lists and tables on the right, also while it is written', async () => {
  const { page } = panel;
  const { appId, sessionId } = await arabicApp();
  await panel.openAt(`/apps/${appId}/conversations/${sessionId}`);
  const answer = page.locator('.answer').first();
  expect(await answer.evaluate((node) => getComputedStyle(node).direction)).toBe('rtl');
  await panel.openAt(`/apps/${appId}/playground`);
  await page.getByLabel('Question').fill(QUESTION);
  expect(await turnedRound(page), 'the field').toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Save as test' }).waitFor();
  expect(await answer.evaluate((node) => getComputedStyle(node).direction)).toBe('rtl');
  expect(await turnedRound(page)).toEqual([]);
});

test('what is too long for its line is cut off at its end, in Arabic on the left', async () => {
  const { page } = panel;
  const { appId } = await arabicApp();
  await panel.openAt(`/apps/${appId}/conversations`);
  const question = page.getByRole('link', { name: /دليل إجراءات/ });
  const shown = await question.evaluate((node) => {
    const range = document.createRange();
    range.setStart(node.firstChild!, 0);
    range.setEnd(node.firstChild!, 1);
    const [box, first] = [node.getBoundingClientRect(), range.getBoundingClientRect()];
    return { isCut: node.scrollHeight > node.clientHeight, fromTheRight: box.right - first.right };
  });
  expect(shown.isCut).toBe(true);
  expect(shown.fromTheRight).toBeLessThan(2);
});
