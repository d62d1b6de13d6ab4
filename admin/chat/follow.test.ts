import { afterAll, expect, test } from 'vitest';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';
import { usePanel } from '../../test/panel.ts';

let model: ModelServer;
const panel = usePanel(async () => {
  model = await startModelServer();
  return modelEnvironment(model);
});
afterAll(() => model.close());

const QUESTION = 'Who is called first in an outage?';

test('an answer that grows takes along who reads its end, and nobody else', async () => {
  const { page } = panel;
  const long = (end: string) => [...Array.from({ length: 60 }, (_, line) => `Line ${line}.\n\n`), end];
  await panel.openDemo();
  const list = page.getByRole('log', { name: 'Conversation' });
  const below = () =>
    list.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
  const scrollTo = (top: number) =>
    list.evaluate(
      (element, to) =>
        new Promise<void>((resolve) => {
          element.addEventListener('scroll', () => resolve(), { once: true });
          element.scrollTo({ top: to });
        }),
      top,
    );
  const askHeld = async (end: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const pieces = ([first]: { content: string }[]) =>
      first!.content.startsWith('Rewrite') ? [QUESTION] : long(end);
    model.chat = { pieces, waitFor: promise };
    await page.getByLabel('Question').fill(QUESTION);
    await page.keyboard.press('Enter');
    await list.getByLabel('Thinking').waitFor();
    // A question is looked at by who asked it.
    expect(await below()).toBeLessThan(2);
    return async () => {
      resolve();
      await list.getByText(end).waitFor();
      // The answer is there before its end is, and until then there is no next question.
      await page.getByRole('button', { name: 'Send' }).waitFor();
    };
  };
  await (
    await askHeld('The first end.')
  )();
  await expect.poll(below).toBeLessThan(2);

  const release = await askHeld('The second end.');
  await scrollTo(100);
  await release();
  expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBe(100);
  const jump = page.getByRole('button', { name: 'Jump to latest' });
  await jump.click();
  await jump.waitFor({ state: 'detached' });
  expect(await below()).toBeLessThan(2);
  expect(await list.evaluate((element) => element === document.activeElement)).toBe(true);

  const releaseNext = await askHeld('The third end.');
  await scrollTo(100);
  await scrollTo(100_000);
  await releaseNext();
  await expect.poll(below).toBeLessThan(2);

  // While words come in every frame, going up once is enough.
  const lines = Array.from({ length: 200 }, (_, line) => `Word ${line}.\n\n`);
  const pieces = ([first]: { content: string }[]) =>
    first!.content.startsWith('Rewrite') ? [QUESTION] : [...lines, 'The last end.'];
  model.chat = { pieces, tokenMs: 10 };
  await page.getByLabel('Question').fill(QUESTION);
  await page.keyboard.press('Enter');
  await list.getByText('Word 30.').waitFor();
  await scrollTo(100);
  await list.getByText('The last end.').waitFor();
  expect(await list.evaluate(({ scrollTop }) => scrollTop)).toBe(100);

  // Nothing is below an empty conversation, also for who was at the top of the one before.
  await scrollTo(0);
  await jump.waitFor();
  await page.getByRole('button', { name: 'New conversation' }).click();
  await page.getByText('Ask the documents').waitFor();
  await jump.waitFor({ state: 'detached' });
});
