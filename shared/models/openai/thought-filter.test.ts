import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { thoughtFilter } from './thought-filter.ts';

/** What is said in the end, and what was thought. */
function filter(pieces: string[], unopened = false) {
  const filter = thoughtFilter({ unopened });
  const all = { text: '', thought: '', retracted: false };
  for (const out of [...pieces.map((piece) => filter.pass(piece)), filter.end()]) {
    if (out.retract) all.text = '';
    all.retracted ||= out.retract ?? false;
    all.text += out.text;
    all.thought += out.thought;
  }
  return all;
}

test.each([
  ['whole', ['<think>Ninety?</think>\n\nForty [1].'], 'Forty [1].', 'Ninety?'],
  [
    'split',
    ['<thi', 'nk>', 'Nine', 'ty?', '</th', 'ink>', '\n\n', 'Forty', ' [1].'],
    'Forty [1].',
    'Ninety?',
  ],
  ['empty', ['<think>\n\n</think>\n\nForty [1].'], 'Forty [1].', '\n\n'],
  ['never closed', ['<think>Ninety? Or fo'], '', 'Ninety? Or fo'],
  ['twice', ['<think>a</think> <think>b</think> Forty'], ' Forty', 'ab'],
  ['in the middle', ['Well. <think>a</think> Forty'], 'Well. Forty', 'a'],
  ['other tags', ['<reasoning>a</reasoning>Forty'], 'Forty', 'a'],
  ['Magistral', ['[THI', 'NK]a[/THINK]Forty [1]'], 'Forty [1]', 'a'],
  ['Kimi', ['◁think▷a◁/think▷Forty'], 'Forty', 'a'],
  [
    'gpt-oss without its parser',
    ['<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>Forty'],
    'Forty',
    'a<|end|><|start|>assistant',
  ],
  [
    'in backticks',
    ['The tag `<think>` opens, `</think>` closes.'],
    'The tag `<think>` opens, `</think>` closes.',
    '',
  ],
  ['other angle brackets', ['a < b and <b>', 'c</b> [2', '] <th'], 'a < b and <b>c</b> [2] <th', ''],
])('thought %s', (_name, pieces, text, thought) => {
  const found = filter(pieces);
  expect({ ...found, text: found.text.replace(/^ /, '') }).toEqual({
    text: text.replace(/^ /, ''),
    thought,
    retracted: false,
  });
});

test('a closing tag alone takes back what came before; where it is expected, nothing is said until it', () => {
  const pieces = ['Ninety ', 'perhaps.</th', 'ink>\n\nForty.'];
  expect(filter(pieces)).toEqual({ text: 'Forty.', thought: '', retracted: true });
  const held = thoughtFilter({ unopened: true });
  expect(held.pass('Ninety ')).toEqual({ text: '', thought: '' });
  expect(filter(pieces, true)).toMatchObject({ text: 'Forty.', thought: 'Ninety perhaps.' });
  expect(filter(['Forty', ' days.'], true)).toEqual({ text: 'Forty days.', thought: '', retracted: false });
});

test('text without tags passes unchanged and at once, however it is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', '<', '[', '1', ']', ' ', 't', 'é') })),
      (pieces) => {
        expect(filter(pieces)).toEqual({ text: pieces.join(''), thought: '', retracted: false });
      },
    ),
  );
});

test('a tag is found however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 40 }), (sizes) => {
      let rest = '<think>one [1] <b></think>Two [2] <i>.';
      const pieces: string[] = [];
      for (const size of sizes) {
        pieces.push(rest.slice(0, size));
        rest = rest.slice(size);
      }
      expect(filter([...pieces, rest])).toEqual({
        text: 'Two [2] <i>.',
        thought: 'one [1] <b>',
        retracted: false,
      });
    }),
  );
});
