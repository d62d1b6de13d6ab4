import { read, type CellObject, type Comment, type Range, type WorkSheet } from '@e965/xlsx';
import { cleanText } from './decode-text.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import type { DocumentWarning } from '../../../shared/contract/documents.ts';
import type { Extracted, ExtractOptions } from './extracted.ts';
import { broken, openArchive, type Archive } from './open-archive.ts';
import { readCoreTitle } from './read-core-title.ts';
import { readCharts } from './read-chart.ts';
import { attributeOf, elements, readXml, relationsOf } from './read-xml.ts';
import { showCell } from './show-cell.ts';
import { describeTable, type Described } from './table/describe-table.ts';
import { locateRows } from './table/locate-rows.ts';

/** Cells that a merged area may fill; a larger one has its value in its first cell only. */
const MOST_MERGED = 100_000;
/** The exact number of a cell that repeats a merged one: none, so that it counts once. */
const REPEATED = '';
type ExactNumbers = WeakMap<string[], Map<number, string>>;

/**
 * The sheets of a workbook, each under its name: numbers and dates as Excel shows them, formulas as their last saved
 * values, merged cells in each cell that they cover, comments with their cell, then text boxes. Rows as in a CSV file.
 * @throws ExtractionError
 */
export async function extractXlsx(bytes: Uint8Array, options: ExtractOptions): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has('xl/workbook.xml')) throw broken(new Error('no workbook'));
  // The library inflates without a limit.
  await archive.proveSizes();
  const parts = await sheetParts(archive);
  const workbook = open(bytes);
  const hidden = workbook.SheetNames.filter((_, index) => workbook.Workbook?.Sheets?.[index]?.Hidden);
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true;
  const sheets: string[] = [];
  const found: { name: string; described: Described; written: string[] }[] = [];
  for (const name of workbook.SheetNames) {
    if (!options.readHidden && hidden.includes(name)) continue;
    const sheet = workbook.Sheets[name]!;
    const part = parts.get(name);
    const exact: ExactNumbers = new WeakMap();
    const rows = sheet['!type'] === 'chart' ? [] : rowsOf(sheet, exact, date1904);
    const described = describeTable(rows, { label: columnName }, exact);
    const paragraphs = described.paragraphs.map(escapeMarkdown);
    const written = paragraphs.map(cleanText);
    if (part) paragraphs.push(...(await readDrawings(archive, part)));
    const shownName = name.replace(/\s+/g, ' ');
    if (paragraphs.length === 0) continue;
    sheets.push(`# ${shownName}\n\n${paragraphs.join('\n\n')}`);
    found.push({ name: shownName, described, written });
  }
  const warnings: DocumentWarning[] =
    hidden.length > 0 && !options.readHidden
      ? [{ code: 'hidden_left_out', message: `Hidden sheets were left out: ${hidden.join(', ')}.` }]
      : [];
  const title = await readCoreTitle(archive);
  const text = cleanText(sheets.join('\n\n'));
  let from = 0;
  const tables = found.flatMap(({ name, described, written }) => {
    const located = locateRows(text, described, { written, name, from });
    from = located.end;
    return located.tables;
  });
  return { text, pages: [], format: 'markdown', warnings, title, tables };
}

function open(bytes: Uint8Array) {
  try {
    // Excel shows its short date as the reader's country writes it; ISO can be read everywhere.
    return read(bytes, {
      type: 'array',
      dense: true,
      cellFormula: false,
      cellHTML: false,
      cellNF: true,
      dateNF: 'yyyy-mm-dd',
    });
  } catch (error) {
    throw broken(error);
  }
}

/**
 * The number of a cell with the 15 digits that Excel keeps, where it shows that number with fewer digits or a unit. A
 * percentage as it is shown: 12.5 % is 12.5. Dates are no numbers.
 */
function exactNumber({ t: type, v: value }: CellObject, shown: string): string | undefined {
  if (type !== 'n' || typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const exact = Number((value * (shown.includes('%') ? 100 : 1)).toPrecision(15));
  const digits = shown.replaceAll(/[^\d.]/g, '');
  if (digits === '' || digits.split('.').length > 2) return undefined;
  const half = 0.501 * 10 ** -(digits.split('.')[1]?.length ?? 0);
  return Math.abs(Number(digits) - Math.abs(exact)) <= half ? String(exact) : undefined;
}

/** A sheet's cells as text. @param exact gets the numbers of each row */
function rowsOf(sheet: WorkSheet, exact: ExactNumbers, date1904: boolean): string[][] {
  const cells = sheet['!data'] ?? [];
  const rows: string[][] = [];
  const numbers: Map<number, string>[] = [];
  // forEach visits only what is there: a cell may be far from all others.
  cells.forEach((row, at) => {
    const texts: string[] = [];
    row.forEach((cell, column) => {
      const shown = showCell(cell, date1904);
      const number = exactNumber(cell, shown);
      if (number !== undefined) (numbers[at] ??= new Map()).set(column, number);
      texts[column] = shown + (cell.c ? writeComments(cell.c) : '');
    });
    rows[at] = texts;
  });
  for (const area of sheet['!merges'] ?? []) fillArea(rows, numbers, area);
  return compact(rows, numbers, exact);
}

function fillArea(rows: string[][], numbers: Map<number, string>[], { s: from, e: to }: Range): void {
  const value = rows[from.r]?.[from.c];
  if (!value || (to.r - from.r + 1) * (to.c - from.c + 1) > MOST_MERGED) return;
  for (let row = from.r; row <= to.r; row++)
    for (let column = from.c; column <= to.c; column++) {
      (rows[row] ??= [])[column] = value;
      if (row !== from.r || column !== from.c) (numbers[row] ??= new Map()).set(column, REPEATED);
    }
}

/** Rows without holes; of several empty rows one is left. */
function compact(rows: string[][], numbers: Map<number, string>[], exact: ExactNumbers): string[][] {
  const compacted: string[][] = [];
  let last = -1;
  rows.forEach((row, at) => {
    if (at > last + 1) compacted.push([]);
    const whole = Array.from(row, (cell) => cell ?? '');
    if (numbers[at]) exact.set(whole, numbers[at]);
    compacted.push(whole);
    last = at;
  });
  return compacted;
}

const writeComments = (comments: Comment[]): string =>
  comments
    .map(({ a: author, t: text }) => ` [${author ? `${author}: ` : ''}${(text ?? '').trim()}]`)
    .join('');

/** A, B, … Z, AA: as Excel names columns. */
function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return `Column ${column < 26 ? letter : columnName(Math.floor(column / 26) - 1).slice(7) + letter}`;
}

/** The part of each sheet, by its name. */
async function sheetParts(archive: Archive): Promise<Map<string, string>> {
  const relations = await relationsOf(archive, 'xl/workbook.xml');
  const sheets = elements(await readXml(archive, 'xl/workbook.xml'), 'sheet');
  return new Map(
    sheets.flatMap((sheet) => {
      const part = relations.get(sheet.getAttribute('r:id') ?? '')?.target;
      return part && archive.has(part) ? [[attributeOf(sheet, 'name') ?? '', part]] : [];
    }),
  );
}

/** Text boxes and charts on a sheet. */
async function readDrawings(archive: Archive, part: string): Promise<string[]> {
  const paragraphs: string[] = [];
  for (const { type, target } of (await relationsOf(archive, part)).values()) {
    if (type !== 'drawing' || !archive.has(target)) continue;
    for (const box of elements(await readXml(archive, target), 'xdr:txBody'))
      for (const paragraph of elements(box, 'a:p')) {
        const text = elements(paragraph, 'a:t')
          .map(({ textContent }) => textContent)
          .join('')
          .trim();
        if (text !== '') paragraphs.push(escapeMarkdown(text));
      }
    paragraphs.push(...(await readCharts(archive, target)));
  }
  return paragraphs;
}
