import { expect, test } from 'vitest';
import { chooseStatements } from './choose-statements.ts';

const said = (
  question: string,
  passages: { text: string; tableHeader?: string | null }[],
  context?: string,
) => chooseStatements({ question, context, languages: ['en'] }, passages).map(({ text }) => text);

test('a row of a table is said with the names of its columns, also where the header is in an earlier passage', () => {
  const header = '| Port | Opens | Berths |\n| --- | --- | --- |';
  const rows = '| Norhaven | 6:15 | 12 |\n| Sorvik | 7:45 |  |';
  for (const passage of [{ text: `${header}\n${rows}` }, { text: rows, tableHeader: header }])
    expect(said('When does Sorvik open?', [passage])).toContain('Port: Sorvik; Opens: 7:45');
});

test('an item of a list is said with the sentence that leads in to it', () => {
  const text = 'Leave a year:\n\n- Deck crew: 27 days\n- Captains: 33 days\n\nUnused leave is paid out.';
  expect(said('How many days of leave a year do captains get?', [{ text }])).toContain(
    'Leave a year: Captains: 33 days',
  );
});

test('a follow-up is answered for what it asks; the question before only says what it is about', () => {
  const text =
    'Deck crew have 27 days of paid leave. Captains have 33 days of paid leave. Captains wear a cap with two stripes.';
  expect(said('And captains?', [{ text }], 'How many days of paid leave do deck crew have?')).toContain(
    'Captains have 33 days of paid leave.',
  );
});

test('a question spread over two sentences finds them', () => {
  const text =
    'The Kittiwake was built in Ormsund. She carries 212 passengers. Coffee is free on board. The Razorbill is painted blue.';
  expect(said('How many passengers does the Kittiwake carry?', [{ text }])).toEqual([
    'The Kittiwake was built in Ormsund.',
    'She carries 212 passengers.',
  ]);
});
