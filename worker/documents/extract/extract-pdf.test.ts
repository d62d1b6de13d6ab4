import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dropRunningLines } from './drop-running-lines.ts';
import { extractText } from './extract-text.ts';
import { ExtractionError } from './extraction-error.ts';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
const read = (name: string) => extractText(fixture(name), 'application/pdf');

test('a PDF from a browser keeps headings, paragraphs, lines and table rows', async () => {
  const { text, format } = await read('handbook.pdf');
  expect(format).toBe('markdown');
  expect(text).toMatch(
    /^# Betriebshandbuch Kaffeemühle\n\nDie Mühle „Größenwahn 3000“ mahlt bis zu 40 Kilogramm\nBohnen je Stunde\./,
  );
  expect(text).toContain('Erdung des Gerätes.\n\nDieses Handbuch richtet sich');
  expect(text).toContain('\n\n## Reinigung\n\nReinigen Sie das Mahlwerk');
  expect(text).toContain('\nE17 Überhitzung 30 Minuten abkühlen lassen\n');
  expect(text).toContain('Netzstecker ziehen\nBohnenbehälter abnehmen\n');
});

test('pages begin where their text begins', async () => {
  const { text, pages } = await read('handbook.pdf');
  expect(pages.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(text.slice(pages[1]!.start)).toMatch(/^## Störungen\n/);
  expect(text.slice(pages[2]!.start)).toMatch(/^## Entsorgung\n/);
});

test('headers and footers that repeat are dropped, with their page numbers', async () => {
  expect((await read('handbook.pdf')).text).not.toMatch(/file:|\d\/3|PM/);
  expect((await read('report.pdf')).text).not.toContain('Northwind Ltd');
});

test('words hyphenated at line ends are joined', async () => {
  const { text } = await read('report.pdf');
  expect(text).toContain('the end of the fiscal year.');
  expect(text).toContain('The responsible engineer replaced');
  expect(text).not.toMatch(/\p{L}-\n/u);
});

test('paragraphs that are set apart by a little space are apart', async () => {
  const { text } = await read('report.pdf');
  expect(text).toContain('customer data.\n\nTwo incidents were recorded.');
  expect(text).toMatch(/^# Quarterly Report on Storage\n\n1\. Summary\n/);
});

test('a PDF without text says what to do', async () => {
  const cases = [
    ['scanned.pdf', 'image_only_document', /OCR/],
    ['encrypted.pdf', 'encrypted_document', /password/],
  ] as const;
  for (const [name, code, message] of cases) {
    const error = await read(name).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ExtractionError);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  }
});

test('a damaged PDF is refused; the bytes given are left as they were', async () => {
  const damaged = fixture('report.pdf').map((byte, index) => (index > 20 ? byte ^ 0x55 : byte));
  await expect(extractText(damaged, 'application/pdf')).rejects.toMatchObject({ code: 'broken_document' });
  const good = fixture('report.pdf');
  await extractText(good, 'application/pdf');
  expect(good).toEqual(fixture('report.pdf'));
});

const pageOf = (number: number) => [
  { text: `Acme ${number}`, x: 0, y: 800, size: 9 },
  { text: `Chapter`, x: 0, y: 700 - number * 40, size: 10 },
  { text: 'the same in the middle', x: 0, y: 500, size: 10 },
  { text: `unlike the others ${'abc'[number]}`, x: 0, y: 300, size: 10 },
  { text: 'more', x: 0, y: 200 - number * 10, size: 10 },
  { text: `Page ${number} of 3`, x: 0, y: 20, size: 9 },
];

test('only lines at the same edge of most pages are dropped', () => {
  const texts = (pages: ReturnType<typeof pageOf>[]) =>
    dropRunningLines(pages)
      .flat()
      .map(({ text }) => text);
  expect(texts([pageOf(0), pageOf(1), pageOf(2)])).not.toContain('Acme 1');
  expect(texts([pageOf(0), pageOf(1), pageOf(2)])).not.toContain('Page 1 of 3');
  expect(
    texts([pageOf(0), pageOf(1), pageOf(2)]).filter((text) => /middle|Chapter|unlike|more/.test(text)),
  ).toHaveLength(12);
  expect(texts([pageOf(0), pageOf(1)])).toContain('Acme 1');
});
