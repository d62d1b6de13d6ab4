import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countTokens } from '../../../shared/models/count-tokens.ts';
import type { Extracted } from '../extract/extracted.ts';
import { chunkText, type Chunk } from './chunk-text.ts';

const markdown = (text: string): Extracted => ({ text, pages: [], format: 'markdown' });
const plain = (text: string): Extracted => ({ text, pages: [], format: 'plain' });
const sentence = 'The quick brown fox jumps over the lazy dog near the river bank.';
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i % 7}`).join(' ');

/** What is wrong with chunks, whatever the text; nothing when all is well. */
function faults({ text }: Extracted, chunks: Chunk[], maxTokens: number): string[] {
  const found: string[] = [];
  let end = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (chunk.ordinal !== index) found.push(`ordinal ${chunk.ordinal} at ${index}`);
    if (chunk.text !== text.slice(chunk.start, chunk.end)) found.push(`${index} is not its span`);
    if (chunk.text.trim() === '') found.push(`${index} is empty`);
    if (chunk.start < end) found.push(`${index} overlaps`);
    if (text.slice(end, chunk.start).trim() !== '') found.push(`text is missing before ${index}`);
    if (countTokens(chunk.text) > maxTokens) found.push(`${index} has ${countTokens(chunk.text)} tokens`);
    if (!chunk.text.isWellFormed()) found.push(`${index} cuts a surrogate pair`);
    end = chunk.end;
  }
  if (text.slice(end).trim() !== '') found.push('text is missing at the end');
  return found;
}

const fragment = fc.oneof(
  fc.constantFrom(
    '\n',
    '\n\n',
    ' ',
    '. ',
    '# ',
    '## ',
    '\n\n### ',
    '- ',
    '1. ',
    '| a | b |\n',
    '```\n',
    '===\n',
    '。',
    '\t',
  ),
  fc.constantFrom('👩‍👩‍👧', 'é́', '東京は大きい', '\u00a0', '\u200b', '|', 'Grüße', '<|endoftext|>', '/', '…'),
  fc.constantFrom(
    sentence,
    words(60),
    'x'.repeat(700),
    '😀'.repeat(80),
    ' '.repeat(300),
    `${sentence} `.repeat(12),
  ),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
);

test('chunks cover all that is not whitespace once, in order, within the limit', { timeout: 60_000 }, () => {
  const text = fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(
      text,
      fc.constantFrom('markdown', 'plain'),
      fc.integer({ min: 16, max: 120 }),
      (text, format, maxTokens) => {
        const extracted: Extracted = { text, pages: [], format };
        expect(faults(extracted, chunkText(extracted, { maxTokens }), maxTokens)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('nothing but whitespace gives no chunk', () => {
  expect(chunkText(plain(' \n\t\n '))).toEqual([]);
});

test('a paragraph of 300 words stays whole', () => {
  const paragraph = `${sentence} `.repeat(24).trim();
  const chunks = chunkText(plain(`${words(20)}\n\n${words(200)}.\n\n${paragraph}\n\nEnd.`));
  expect(chunks.filter(({ text }) => text.includes(paragraph))).toHaveLength(1);
});

test('headings become the path of what is below them and stay in the text', () => {
  const text = '# Guide\n\n## Setup\n\nInstall it.\n\n### Linux ##\n\nUse apt.\n\nUsage\n-----\n\nRun it.\n';
  expect(chunkText(markdown(text)).map(({ text, headings }) => [headings, text])).toEqual([
    [['Guide', 'Setup'], '# Guide\n\n## Setup\n\nInstall it.'],
    [['Guide', 'Setup', 'Linux'], '### Linux ##\n\nUse apt.'],
    [['Guide', 'Usage'], 'Usage\n-----\n\nRun it.'],
  ]);
});

test('neither fenced code nor plain text has headings', () => {
  const code = '# Shell\n\n```sh\n# a comment\nls\n\n# another\n```\n\nAfter.';
  expect(chunkText(markdown(code)).map(({ headings }) => headings)).toEqual([['Shell']]);
  expect(chunkText(plain('# Not a heading\n\ntext'))[0]!.headings).toEqual([]);
});

test('a heading is not torn from the paragraph below it', () => {
  const body = `${sentence} `.repeat(40).trim();
  const [first] = chunkText(markdown(`## Foxes\n\n${body}`), { maxTokens: 100 });
  expect(first!.text).toMatch(/^## Foxes\n\nThe quick/);
});

test('small neighbours of one section share a chunk up to half of the maximum', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `Name: Person ${i}; City: Town ${i}`).join('\n\n');
  const chunks = chunkText(plain(rows), { maxTokens: 200 });
  expect(chunks.length).toBeGreaterThan(3);
  for (const { text } of chunks) {
    expect(text.split('\n\n').length).toBeGreaterThan(3);
    expect(countTokens(text)).toBeLessThanOrEqual(120);
  }
});

test('a long paragraph is cut between sentences into about equal parts', () => {
  const text = Array.from(
    { length: 30 },
    (_, i) => `Sentence number ${i} speaks of foxes\nand of dogs.`,
  ).join(' ');
  const chunks = chunkText(plain(text), { maxTokens: 100 });
  const sizes = chunks.map(({ tokens }) => tokens);
  expect(chunks.every((chunk) => /^Sentence number [^]*dogs\.$/.test(chunk.text))).toBe(true);
  expect(Math.min(...sizes) * 2).toBeGreaterThan(Math.max(...sizes));
});

test('a long list or table is cut between its lines', () => {
  const list = Array.from({ length: 40 }, (_, i) => `- Item ${i}. It has two sentences.`).join('\n');
  const table = `| a | b |\n| --- | --- |\n${Array.from({ length: 40 }, (_, i) => `| row ${i}. Yes. | value ${i} |`).join('\n')}`;
  expect(
    chunkText(markdown(list), { maxTokens: 80 }).every(({ text }) => /^- [^]*sentences\.$/.test(text)),
  ).toBe(true);
  expect(chunkText(markdown(table), { maxTokens: 80 }).every(({ text }) => /^\| [^]* \|$/.test(text))).toBe(
    true,
  );
});

test('long lines without blank lines between them are paragraphs', () => {
  const lines = Array.from({ length: 6 }, () => `${sentence} `.repeat(6).trim());
  expect(chunkText(plain(lines.join('\n')), { maxTokens: 150 }).map(({ text }) => text)).toEqual(lines);
});

test('a line without spaces is cut between characters as people see them', () => {
  const family = '👩‍👩‍👧‍👦';
  const chunks = chunkText(plain(family.repeat(200)), { maxTokens: 60 });
  expect(chunks.length).toBeGreaterThan(10);
  for (const { text } of chunks) expect(text.replaceAll(family, '')).toBe('');
});

test('a chunk knows the page on which it starts, and small neighbours prefer their own page', () => {
  const first = `${sentence} `.repeat(6).trim();
  const text = `${first}\n\nLast words.\n\n${sentence}`;
  const start = text.lastIndexOf(sentence);
  const pages = [
    { number: 1, start: 0 },
    { number: 2, start },
    { number: 3, start },
  ];
  const chunks = chunkText({ text, pages, format: 'plain' }, { maxTokens: 240 });
  expect(chunks.map(({ page, text }) => [page, text])).toEqual([
    [1, `${first}\n\nLast words.`],
    [3, sentence],
  ]);
});

test('tokens tell the length of the text', () => {
  for (const { text, tokens } of chunkText(plain(`${sentence} ${words(30)}.\n\n`.repeat(50))))
    expect(Math.abs(tokens - countTokens(text))).toBeLessThanOrEqual(6);
});

test('work grows with the length, not with its square', { timeout: 600_000 }, () => {
  // Quadratic work on these would take hours.
  for (const text of [
    'x'.repeat(2_000_000),
    'a '.repeat(1_000_000),
    'word. '.repeat(300_000),
    `${' '.repeat(999)}x`.repeat(1000),
  ]) {
    const extracted = markdown(text);
    expect(faults(extracted, chunkText(extracted), 400)).toEqual([]);
  }
});

test('each chunk of a long table has its header, outside of its own text', () => {
  const rows = Array.from({ length: 300 }, (_, row) => `| Part ${row} | ${row * 7} euros |`);
  const table = ['| Name | Price |', '| --- | --- |', ...rows].join('\n');
  const extracted = markdown(`# Prices\n\n${table}\n\nAll prices are net, and hold for this year.`);
  const chunks = chunkText(extracted);
  const further = chunks.filter(({ text }) => text.startsWith('| Part'));
  expect(chunks.length).toBeGreaterThan(5);
  expect(further.length).toBeGreaterThan(3);
  for (const { text, tableHeader, start, end, tokens } of further) {
    expect(tableHeader).toBe('| Name | Price |\n| --- | --- |');
    expect(extracted.text.slice(start, end)).toBe(text);
    expect(tokens + countTokens(tableHeader!)).toBeLessThanOrEqual(400);
  }
  expect(chunks[0]).toMatchObject({ tableHeader: null, text: expect.stringContaining('| Name | Price |') });
  expect(faults(extracted, chunks, 400)).toEqual([]);
});
