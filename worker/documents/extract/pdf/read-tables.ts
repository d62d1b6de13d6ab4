import { escapeMarkdown } from '../escape-markdown.ts';
import { writeTable } from '../write-table.ts';
import type { Line } from './join-characters.ts';

/** A cell as printed: its text and its extent along the row, in points. */
type Cell = { text: string; left: number; right: number };

/** The tagged tables of a page as Markdown, by their numbers. */
export function readTables(lines: Line[]): Map<number, string> {
  const tables = new Map<number, Cell[][]>();
  for (const { text, tag, left, right } of lines) {
    if (!tag?.cell) continue;
    const { table, row, column } = tag.cell;
    const rows = tables.get(table) ?? [];
    tables.set(table, rows);
    const cells = (rows[row - 1] ??= []);
    const cell = cells[column - 1];
    cells[column - 1] = cell
      ? { text: `${cell.text} ${text}`, left: Math.min(cell.left, left), right: Math.max(cell.right, right) }
      : { text, left, right };
  }
  return new Map([...tables].map(([number, rows]) => [number, write(rows)]));
}

/** Titles above the header are paragraphs. */
function write(tagged: Cell[][]): string {
  // Array.from, because rows and cells without text leave holes.
  const rows = Array.from(tagged, (row) => Array.from(row ?? []).filter((cell) => cell !== undefined)).filter(
    (row) => row.length > 0,
  );
  const first = rows.findIndex((row) => row.length > 1);
  if (first < 0) return rows.map(([cell]) => escapeMarkdown(cell!.text)).join('\n\n');
  const titles = rows.slice(0, first).map(([cell]) => escapeMarkdown(cell!.text));
  return [...titles, writeTable(align(rows.slice(first)))].join('\n\n');
}

/**
 * Cells under the columns of the fullest row, by where they are printed: the order of tags is not always that of the
 * columns, and merged or empty cells are not there.
 */
function align(rows: Cell[][]): string[][] {
  const fullest = rows.reduce((most, row) => (row.length > most.length ? row : most), []);
  const columns = fullest.toSorted((a, b) => a.left - b.left);
  return rows.map((row) => {
    const texts: string[] = [];
    let last = -1;
    for (const cell of row.toSorted((a, b) => a.left - b.left)) {
      last = Math.min(Math.max(nearest(columns, cell), last + 1), columns.length - 1);
      texts[last] = texts[last] ? `${texts[last]} ${cell.text}` : cell.text;
    }
    return texts;
  });
}

/** The column that a cell overlaps most, or the one it is closest to. */
function nearest(columns: Cell[], { left, right }: Cell): number {
  const overlaps = columns.map((column) => Math.min(right, column.right) - Math.max(left, column.left));
  return overlaps.indexOf(Math.max(...overlaps));
}
