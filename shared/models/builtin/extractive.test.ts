import { expect, test } from 'vitest';
import { extractiveChat } from './extractive.ts';

const passages = [
  {
    text: '## Refunds\n\nRefunds are paid within 14 days. A refund above 250 dollars needs the approval of the lead.',
  },
  { text: '# Office\n\n- The office opens at **9:00**.\n- Pets are welcome.' },
];
async function answer(question: string, from = passages) {
  let text = '';
  let last;
  const request = { model: 'builtin-extractive', messages: [], question, passages: from, languages: ['en'] };
  for await (const piece of extractiveChat.stream(request, new AbortController().signal)) {
    text += piece.text ?? '';
    last = piece;
  }
  return { text, last };
}

test('answers with the sentence that fits, citing its passage', async () => {
  expect((await answer('Who must approve a refund of 300 dollars?')).text).toBe(
    'A refund above 250 dollars needs the approval of the lead. [1]',
  );
  expect((await answer('When does the office open?')).text).toBe('The office opens at 9:00. [2]');
});

test('never answers with a heading, and takes typing errors', async () => {
  expect((await answer('refnuds paid days')).text).toContain('Refunds are paid within 14 days.');
});

test('separates sentences, and says no sentence twice', async () => {
  const twice = [{ text: 'Pets are welcome.' }, { text: 'Pets are welcome. Pets need a leash.' }];
  const { text } = await answer('Are pets welcome?', twice);
  expect(text.match(/Pets are welcome\./g)).toHaveLength(1);
  expect(text).not.toMatch(/\]\S/);
});

test('reports what it read and wrote', async () => {
  const { last } = await answer('When does the office open?');
  expect(last).toMatchObject({
    finish: 'stop',
    usage: { outputTokens: expect.any(Number), inputTokens: expect.any(Number) },
  });
  expect(last!.usage!.inputTokens).toBeGreaterThan(30);
});

test('stops when it is aborted', async () => {
  const stop = new AbortController();
  const request = { model: 'b', messages: [], question: 'refund', passages, languages: ['en'] };
  await expect(
    (async () => {
      for await (const _piece of extractiveChat.stream(request, stop.signal)) stop.abort(new Error('enough'));
    })(),
  ).rejects.toThrow('enough');
});
