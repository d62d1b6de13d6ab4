import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dropRunningLines } from './drop-running-lines.ts';
import type { Line } from './join-characters.ts';
import { readTables } from './read-tables.ts';
import { extractText } from '../extract-text.ts';
import { show, writePages } from '../../../../test/pdf-files.ts';
import { ExtractionError } from '../extraction-error.ts';

const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));
const read = (name: string) => extractText(fixture(name), 'application/pdf');

test('a PDF from a browser keeps headings, paragraphs, lines and table rows', async () => {
  const { text, format } = await read('handbook.pdf');
  expect(format).toBe('markdown');
  expect(text).toMatch(
    /^# Betriebshandbuch Kaffeemühle\n\nDie Mühle „Größenwahn 3000“ mahlt bis zu 40 Kilogramm\nBohnen je Stunde\./,
  );
  expect(text).toContain('Erdung des Gerätes.\n\nDieses Handbuch richtet sich');
  expect(text).toContain('\n\n## Reinigung\n\nReinigen Sie das Mahlwerk');
  expect(text).toContain(
    '\n| Anzeige | Ursache | Abhilfe |\n| --- | --- | --- |\n| E17 | Überhitzung | 30 Minuten abkühlen lassen |\n',
  );
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
  // A running title stays where it comes first.
  expect((await read('report.pdf')).text.match(/Northwind Ltd/g)).toHaveLength(1);
});

test('what lies beside the page, or was cropped off, is not read', async () => {
  const page = [
    show('Job_12.indd', 20, 790),
    show('Open daily.', 50, 700),
    show('Draft of May', 700, 700),
    show('until the end', 560, 650),
    show('Sheet 3', 50, 20),
  ].join('');
  const file = Buffer.from(writePages([page]));
  const cropped = Buffer.from(
    file.toString('latin1').replace('/MediaBox', '/CropBox [0 30 600 780] /MediaBox'),
    'latin1',
  );
  const textOf = async (bytes: Buffer) => (await extractText(new Uint8Array(bytes), 'application/pdf')).text;
  expect(await textOf(file)).toBe('Job_12.indd\n\nOpen daily.\n\nuntil the end\n\nSheet 3');
  expect(await textOf(cropped)).toBe('Open daily.\n\nuntil the end');
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

const line = (text: string, y: number) => ({
  text,
  y,
  size: 10,
  left: 0,
  right: 100,
  angle: 0,
  tag: undefined,
});
const pageOf = (number: number) => [
  line('Acme', 800),
  line('Chapter', 700 - number * 40),
  line('the same in the middle', 500),
  line(`unlike the others ${'abc'[number]}`, 300),
  line('more', 200 - number * 10),
  line(`Page ${number} of 3`, 20),
];

test('only lines at the same edge of most pages are dropped', () => {
  const texts = (pages: ReturnType<typeof pageOf>[]) =>
    dropRunningLines(pages)
      .flat()
      .map(({ text }) => text);
  expect(texts([pageOf(0), pageOf(1), pageOf(2)]).filter((text) => text === 'Acme')).toHaveLength(1);
  expect(texts([pageOf(0), pageOf(1), pageOf(2)])).not.toContain('Page 1 of 3');
  expect(
    texts([pageOf(0), pageOf(1), pageOf(2)]).filter((text) => /middle|Chapter|unlike|more/.test(text)),
  ).toHaveLength(12);
  expect(texts([pageOf(0), pageOf(1)])).toContain('Page 1 of 3');
});

const textOf = async (contents: string[], annotations?: string[]) =>
  (await extractText(new Uint8Array(writePages(contents, annotations)), 'application/pdf')).text;

const field = (name: string, more: string) =>
  `<< /Type /Annot /Subtype /Widget /T (${name}) /Rect [50 600 250 620] ${more} >>`;

test('filled form fields and notes are on their page, by name; empty and secret ones are left out', async () => {
  const text = await textOf(
    [show('Application', 50, 700), show('Second page', 50, 700)],
    [
      field('form[0].City[0]', '/FT /Tx /V (Lyon)'),
      field('a7', '/FT /Tx /V (7 May) /TU (Date of birth)'),
      field('Empty', '/FT /Tx /V ()'),
      field('Pin', '/FT /Tx /V (1234) /Ff 8192'),
      field('Smoker', '/FT /Btn /V /Yes /AS /Yes /AP << /N << /Yes 5 0 R /Off 5 0 R >> >>'),
      field('Married', '/FT /Btn /V /Off /AS /Off /AP << /N << /Yes 5 0 R /Off 5 0 R >> >>'),
      field('Country', '/FT /Ch /Ff 131072 /Opt [(France) (Chad)] /V (Chad)'),
      '<< /Type /Annot /Subtype /FreeText /Rect [50 400 250 420] /Contents (Checked by Ines) >>',
      '<< /Type /Annot /Subtype /FreeText /F 2 /Rect [50 400 250 420] /Contents (not to be seen) >>',
    ],
  );
  expect(text.split('\n\n')).toEqual([
    'Application',
    'City: Lyon',
    'Date of birth: 7 May',
    '☒ Smoker',
    '☐ Married',
    'Country: Chad',
    'Checked by Ines',
    'Second page',
  ]);
});

test('what is set in columns that touch is apart, and the cells of a row are together', async () => {
  const row = (y: number, cells: string[]) =>
    cells.map((cell, column) => show(cell, 50 + column * 34, y, 10)).join('');
  // Each cell is almost as wide as its column.
  const text = await textOf([
    row(700, ['Copper', '1004.20', 'Narvik']) + row(686, ['Nickel', '2210.75', 'Luleaa']),
  ]);
  expect(text).toBe('Copper 1004.20 Narvik\nNickel 2210.75 Luleaa');
});

test('raised figures are told from the number before them', async () => {
  const raised = `BT /F 12 Tf 50 700 Td (EUR 25) Tj /F 7 Tf 5 Ts (1) Tj 0 Ts /F 12 Tf ( for 10) Tj /F 7 Tf 5 Ts (6) Tj 0 Ts /F 12 Tf ( units) Tj ET`;
  expect(await textOf([raised])).toBe('EUR 25^1 for 10^6 units');
});

test('a sentence goes on in the next column and on the next page, and the page begins where it does', async () => {
  const contents = [
    show('The pump is checked by the', 50, 700) + show('engineer on duty, who writes', 300, 740),
    show('the figures down.', 50, 700) + show('Another day begins.', 50, 640),
  ];
  const { text, pages } = await extractText(new Uint8Array(writePages(contents)), 'application/pdf');
  expect(text).toBe(
    'The pump is checked by the\nengineer on duty, who writes\nthe figures down.\n\nAnother day begins.',
  );
  expect(pages.map(({ start }) => text.slice(start, start + 11))).toEqual(['The pump is', 'the figures']);
});

test('bold that is drawn twice is read once', async () => {
  const twice = [...'VALVE'].map(
    (letter, at) => show(letter, 50 + at * 8, 700) + show(letter, 50.4 + at * 8, 700),
  );
  expect(await textOf([twice.join('')])).toBe('VALVE');
});

test('a page that is turned reads line by line', async () => {
  const lines = ['Turned lines of a wide table', 'come out in their order'];
  const turned = lines
    .map((each, at) => `BT /F 12 Tf 0 1 -1 0 ${100 + at * 14} 100 Tm (${each}) Tj ET\n`)
    .join('');
  expect(await textOf([turned])).toBe(lines.join('\n'));
});

const PICTURE = 'q 100 0 0 100 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q\n';

test('pages that are pictures are named in a warning; empty pages and pictures beside text are not', async () => {
  const contents = [show('Text', 50, 700) + PICTURE, PICTURE, '', PICTURE];
  const { warnings } = await extractText(new Uint8Array(writePages(contents)), 'application/pdf');
  expect(warnings).toEqual([
    {
      code: 'pages_without_text',
      message:
        'Pictures without text were not read: pages 2, 4. Run the file through OCR and upload it again.',
      pages: [2, 4],
    },
  ]);
});

test('the cells of a tagged table stand under their columns by place, whatever the order of their tags', () => {
  const cell = (text: string, row: number, column: number, left: number): Line => ({
    ...line(text, 700 - row * 20),
    left,
    right: left + 30,
    tag: { cell: { table: 1, row, column } },
  });
  const table = readTables([
    cell('Prices', 1, 1, 100),
    cell('Item', 2, 1, 0),
    cell('Price', 2, 3, 100),
    cell('Size', 2, 2, 200),
    cell('Pump', 3, 1, 2),
    cell('12', 3, 3, 120),
    cell('big', 3, 2, 205),
    cell('Valve', 4, 1, 0),
    cell('small', 4, 2, 190),
  ]);
  expect(table.get(1)).toBe(
    'Prices\n\n| Item | Price | Size |\n| --- | --- | --- |\n| Pump | 12 | big |\n| Valve |  | small |',
  );
});
