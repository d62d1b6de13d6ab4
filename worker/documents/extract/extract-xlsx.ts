import readSheets from 'read-excel-file/node';
import { cleanText } from './decode-text.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import { describeRows } from './extract-csv.ts';
import type { Extracted } from './extracted.ts';
import { ExtractionError } from './extraction-error.ts';
import { broken, openArchive } from './open-archive.ts';

const MOST_CELLS = 30_000_000;

type Cell = string | number | boolean | Date | null;

/**
 * The sheets of a workbook, each under its name, one paragraph per row as in a CSV file. Formulas are their last
 * saved values.
 * @throws ExtractionError
 */
export async function extractXlsx(bytes: Uint8Array): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has('xl/workbook.xml')) throw broken(new Error('no workbook'));
  // The library inflates without a limit and keeps every cell of a sheet's rectangle.
  await archive.proveSizes();
  for (const name of archive.names)
    if (/\/worksheets\/[^/]+\.xml$/.test(name)) refuseVastSheet(await archive.read(name));
  let sheets: { sheet: string; data: Cell[][] }[];
  try {
    sheets = (await readSheets(Buffer.from(bytes))) as { sheet: string; data: Cell[][] }[];
  } catch (error) {
    throw broken(error);
  }
  const text = sheets
    .map(({ sheet, data }) => [sheet, describeRows(data.map((row) => row.map(written)))] as const)
    .filter(([, rows]) => rows !== '')
    .map(([name, rows]) => `# ${name.replace(/\s+/g, ' ')}\n\n${escapeMarkdown(rows)}`)
    .join('\n\n');
  return { text: cleanText(text), pages: [], format: 'markdown' };
}

function refuseVastSheet(sheet: Buffer): void {
  let rows = 0;
  let columns = 0;
  for (const [, letters, row] of sheet
    .toString('latin1')
    .matchAll(/<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,4})(\d{1,8})"/g)) {
    rows = Math.max(rows, Number(row));
    columns = Math.max(
      columns,
      [...letters!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0),
    );
  }
  if (rows * columns > MOST_CELLS)
    throw new ExtractionError(
      'oversized_document',
      `A sheet of this workbook has cells far apart (${rows} rows, ${columns} columns). Delete the rows and columns beyond its data, save it, and upload that.`,
    );
}

/** A cell as displayed. Dates in a workbook have no time zone; those without a time are days. */
function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (!(cell instanceof Date)) return String(cell);
  return cell
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace(/T(\d\d:\d\d):.*$/, ' $1');
}
