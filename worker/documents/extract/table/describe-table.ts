import type { Cell } from '../../../../shared/documents/tables/table.ts';
import { findHeader, isBlank, isSection } from './find-header.ts';

/** `label`: the name of a column without one, by its place from 0. */
type Naming = { label: (column: number) => string };

/** A row of a table: its cells, and which of the paragraphs it is. */
type DescribedRow = { cells: Cell[]; paragraph: number };

/** `tables`: the rows that have a header, by header. */
export type Described = {
  paragraphs: string[];
  tables: { columns: string[]; rows: DescribedRow[]; singles: number }[];
};

/**
 * A sheet as paragraphs: titles and notes as they are, then one paragraph a row, `name: value; name: value`, so that a
 * row that is found alone still says what its values mean. Empty rows part tables; a table without a header of its own
 * has that of the one above it. Rows without a header are their values alone.
 * @param rows cells as text, '' for none; merged cells repeat their value
 * @param exact the exact numbers of a row's cells, by column, where it has any
 */
export function describeTable(
  rows: string[][],
  { label }: Naming,
  exact?: WeakMap<string[], Map<number, string>>,
): Described {
  const paragraphs: string[] = [];
  const tables: Described['tables'] = [];
  let above: string[] | null = null;
  for (const table of splitTables(rows)) {
    const header = findHeader(table, above !== null && !isWider(table, above));
    if (!header && above && isWider(table, above)) above = null;
    if (header) {
      above = repairNames(header.names, table.slice(header.end), label);
      tables.push({ columns: above, rows: [], singles: 0 });
    }
    for (const row of table.slice(0, header?.start ?? 0)) paragraphs.push(...writeLine(row));
    for (const row of table.slice(header?.end ?? 0)) {
      const named = above && !isSection(row) ? describe(row, above) : '';
      if (above && named === '') tables.at(-1)!.singles += 1;
      if (above && named !== '') {
        const cells = above.map((_, column) => cellOf(row[column], exact?.get(row)?.get(column)));
        tables.at(-1)!.rows.push({ cells, paragraph: paragraphs.length });
      }
      paragraphs.push(...(named === '' ? writeLine(row) : [named]));
    }
  }
  return { paragraphs, tables: tables.filter((table) => table.rows.length > 0) };
}

function cellOf(shown: string | undefined, exact: string | undefined): Cell {
  const text = clean(shown ?? '');
  return exact === undefined || text === '' ? text : [text, exact];
}

/** Groups of rows between empty ones. */
function splitTables(rows: string[][]): string[][][] {
  const tables: string[][][] = [];
  let open: string[][] | null = null;
  for (const row of rows) {
    if (row.every(isBlank)) open = null;
    else if (open) open.push(row);
    else tables.push((open = [row]));
  }
  return tables;
}

/** Whether a table has values beside the columns of another's header. */
const isWider = (table: string[][], header: string[]): boolean =>
  table.some((row) => row.some((cell, column) => !isBlank(cell) && !header[column]));

/** Each column that has values has a name of its own: one without gets its label, one that comes again a number. */
function repairNames(names: string[], rows: string[][], label: (column: number) => string): string[] {
  const width = Math.max(names.length, ...rows.map((row) => row.length));
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, column) => {
    const name = clean(names[column] ?? '');
    if (name === '') return rows.some((row) => !isBlank(row[column])) ? label(column) : '';
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} ${times}`;
  });
}

const describe = (row: string[], header: string[]): string =>
  row
    .map((cell, column) => (isBlank(cell) ? '' : `${header[column]}: ${clean(cell)}`))
    .filter((field) => field !== '')
    .join('; ');

/** The values of a row alone; one that repeats, because its cells are merged, once. */
function writeLine(row: string[]): string[] {
  const cells = row.map(clean).filter((cell) => cell !== '');
  const line = new Set(cells).size === 1 ? cells[0]! : cells.join('; ');
  return line === '' ? [] : [line];
}

const clean = (cell: string): string => cell.replace(/\s+/g, ' ').trim();
