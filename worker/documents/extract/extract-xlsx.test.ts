import { expect, test } from 'vitest';
import { XLSX } from '../../../shared/contract/media-type.ts';
import { archive, relations, stylesPart, xlsxParts } from '../../../test/office-files.ts';
import { extractText } from './extract-text.ts';

type Parts = Record<string, string | Buffer>;
const read = (parts: Parts, options?: { readHidden: boolean }) => extractText(archive(parts), XLSX, options);
const inline = (text: string, at = '') => `<c ${at && `r="${at}"`} t="inlineStr"><is><t>${text}</t></is></c>`;

test.each([
  ['0.0%', 0.1234, '12.3%'],
  ['#,##0.00 [$€-407]', 1234.5, '1,234.50 €'],
  ['"EUR" 0.00', 12, 'EUR 12.00'],
  ['h:mm', 0.375, '9:00'],
  ['[h]:mm', 1.5, '36:00'],
  ['yyyy-mm-dd hh:mm', 46143.003472222219, '2026-05-01 00:05'],
  ['dd/mm/yyyy', 46349, '23/11/2026'],
  ['dd.mm.yyyy', 46349, '23.11.2026'],
  ['d.m.yy hh:mm', 46349.5, '23.11.26 12:00'],
  ['yyyy年m月d日', 46349, '2026年11月23日'],
  ['dd.mm.yyyy г.;@', 46349, '23.11.2026 г.'],
  ['0.00E+00', 123456, '1.23E+05'],
  ['# ?/?', 0.5, '1/2'],
])('a number is read as Excel shows it: %s', async (format, value, shown) => {
  const parts = xlsxParts({ A: `<row r="1">${inline('x', 'A1')}<c r="B1" s="2"><v>${value}</v></c></row>` });
  parts['xl/styles.xml'] = stylesPart([format]);
  expect((await read(parts)).text).toBe(`# A\n\nx; ${shown}`);
});

test.each(['1', 'true'])('dates count from 1904 where the workbook says so: %s', async (flag) => {
  const parts = xlsxParts({ A: '<row r="1"><c r="A1" s="1"><v>42735</v></c></row>' });
  parts['xl/workbook.xml'] = String(parts['xl/workbook.xml']).replace(
    '<sheets>',
    `<workbookPr date1904="${flag}"/><sheets>`,
  );
  expect((await read(parts)).text).toBe('# A\n\n2021-01-01');
});

test('cells without an address and ISO dates are read', async () => {
  const parts = xlsxParts({
    A: `<row>${inline('Day')}${inline('Count')}</row><row><c t="d" s="1"><v>2026-05-01</v></c><c><v>5</v></c></row>`,
  });
  expect((await read(parts)).text).toBe('# A\n\nDay: 2026-05-01; Count: 5');
});

test('a merged cell gives its value to each cell that it covers', async () => {
  const parts = xlsxParts({
    A: `<row r="1">${inline('Region', 'A1')}${inline('Sales', 'B1')}</row><row r="2">${inline('2025', 'B2')}${inline('2026', 'C2')}</row><row r="3">${inline('North', 'A3')}<c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row><row r="4">${inline('South', 'A4')}${inline('closed', 'B4')}</row>`,
  });
  parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
    '</sheetData>',
    '</sheetData><mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="B4:C4"/></mergeCells>',
  );
  expect((await read(parts)).text).toBe(
    '# A\n\nRegion: North; Sales 2025: 1; Sales 2026: 2\n\nRegion: South; Sales 2025: closed; Sales 2026: closed',
  );
});

test('tables keep the exact numbers of their cells, and a merged number counts once', async () => {
  const row = (at: number, name: string, value: string, share: string) =>
    `<row r="${at}">${inline(name, `A${at}`)}<c r="B${at}" s="2"><v>${value}</v></c><c r="C${at}" s="3"><v>${share}</v></c><c r="D${at}" s="1"><v>46143</v></c></row>`;
  const parts = xlsxParts({
    Sales: `<row r="1">${inline('Region', 'A1')}${inline('Sum', 'B1')}${inline('Share', 'C1')}${inline('Day', 'D1')}</row>${row(2, 'North', '1234.56', '0.125')}${row(3, 'South', '0.30000000000000004', '0.5')}`,
  });
  parts['xl/styles.xml'] = stylesPart(['#,##0', '0%']);
  parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
    '</sheetData>',
    '</sheetData><mergeCells><mergeCell ref="C2:C3"/></mergeCells>',
  );
  const { text, tables } = await read(parts);
  const [table] = tables!;
  expect(table).toMatchObject({ name: 'Sales', columns: ['Region', 'Sum', 'Share', 'Day'] });
  expect(table!.rows.map(({ cells }) => cells)).toEqual([
    ['North', ['1,235', '1234.56'], ['13%', '12.5'], '2026-05-01'],
    ['South', ['0', '0.3'], ['13%', ''], '2026-05-01'],
  ]);
  expect(text.slice(table!.rows[1]!.start!)).toBe('Region: South; Sum: 0; Share: 13%; Day: 2026-05-01');
});

test('a long whole number without a format has all its digits; one that is meant to be short stays as it is shown', async () => {
  const cells = (['0', '0', '2'] as const).map(
    (style, at) => `<c r="${'ABC'[at]}2" s="${style}"><v>${[4006381333931, -491701234567, 6e23][at]}</v></c>`,
  );
  const parts = xlsxParts({
    A: `<row r="1">${inline('Article', 'A1')}${inline('Change', 'B1')}${inline('Atoms', 'C1')}</row><row r="2">${cells.join('')}</row>`,
  });
  parts['xl/styles.xml'] = stylesPart(['0.0E+00']);
  const { text, tables } = await read(parts);
  expect(text).toBe('# A\n\nArticle: 4006381333931; Change: -491701234567; Atoms: 6.0E+23');
  expect(tables![0]!.rows[0]!.cells.slice(0, 2)).toEqual([
    ['4006381333931', '4006381333931'],
    ['-491701234567', '-491701234567'],
  ]);
});

test('hidden sheets are left out with a warning, or read where that is set', async () => {
  const parts = xlsxParts({
    Open: `<row r="1">${inline('seen', 'A1')}</row>`,
    Secret: `<row r="1">${inline('unseen', 'A1')}</row>`,
  });
  parts['xl/workbook.xml'] = String(parts['xl/workbook.xml']).replace(
    'name="Secret"',
    'name="Secret" state="hidden"',
  );
  const { text, warnings } = await read(parts);
  expect(text).toBe('# Open\n\nseen');
  expect(warnings).toEqual([{ code: 'hidden_left_out', message: 'Hidden sheets were left out: Secret.' }]);
  expect((await read(parts, { readHidden: true })).text).toContain('unseen');
});

const C =
  'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"';
const points = (values: string[]) =>
  values.map((value, at) => `<c:pt idx="${at}"><c:v>${value}</c:v></c:pt>`).join('');

test('comments are with their cell; text boxes and charts follow their sheet', async () => {
  const parts = xlsxParts({ 'R&amp;D': `<row r="1">${inline('Ducks', 'A1')}<c r="B1"><v>7</v></c></row>` });
  parts['xl/worksheets/_rels/sheet1.xml.rels'] = relations([
    ['rId1', 'comments', '../comments1.xml'],
    ['rId2', 'drawing', '../drawings/drawing1.xml'],
  ]);
  parts['xl/comments1.xml'] =
    '<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>Ines</author></authors><commentList><comment ref="B1" authorId="0"><text><t>fewer than ever</t></text></comment></commentList></comments>';
  parts['xl/drawings/drawing1.xml'] =
    `<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" ${C}><xdr:sp><xdr:txBody><a:p><a:r><a:t>Counted at dawn</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>`;
  parts['xl/drawings/_rels/drawing1.xml.rels'] = relations([['rId1', 'chart', '../charts/chart1.xml']]);
  parts['xl/charts/chart1.xml'] =
    `<c:chartSpace ${C}><c:chart><c:title><a:t>By pond</a:t></c:title><c:ser><c:tx>${points(['2026'])}</c:tx><c:cat>${points(['North', 'South'])}</c:cat><c:val>${points(['3', '4'])}</c:val></c:ser></c:chart></c:chartSpace>`;
  expect((await read(parts)).text).toBe(
    '# R&D\n\nDucks; 7 [Ines: fewer than ever]\n\nCounted at dawn\n\nBy pond\n\n|  | 2026 |\n| --- | --- |\n| North | 3 |\n| South | 4 |',
  );
});
