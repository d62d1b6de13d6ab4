import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test.each([
  ['You have **45 days** and *one* `code`', 'You have 45 days and one code'],
  ['# Title\n- a [link](https://example.com)', 'Title\na link'],
  ['这是**重点**内容', '这是重点内容'],
  ['send end_user_id, __or__ _nothing_', 'send end_user_id, or nothing'],
  ['2*3*4 is 24', '2*3*4 is 24'],
])('%s', (markdown, text) => {
  expect(plainText(markdown)).toBe(text);
});
