import type { Table } from './table.ts';

const ROW = /^\s*\|.*\|\s*$/;
const SEPARATOR = /^\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*$/;

/** The tables in a Markdown text, as HTML, DOCX, PPTX and PDF files have theirs after extraction. */
export function markdownTables(text: string): Table[] {
  const tables: Table[] = [];
  let open: Table | undefined;
  let before: { line: string; start: number } | undefined;
  let start = 0;
  for (const line of text.split('\n')) {
    if (open && ROW.test(line)) {
      const cells = cellsOf(line);
      // More cells than names: no column would hold for certain.
      open.rows.push({ start, cells: open.columns.map((_, place) => cells[place] ?? '') });
    } else if (before && SEPARATOR.test(line)) {
      tables.push((open = { name: null, columns: cellsOf(before.line), rows: [], singles: 0 }));
    } else open = undefined;
    before = ROW.test(line) && !open ? { line, start } : undefined;
    start += line.length + 1;
  }
  return tables.filter(({ rows }) => rows.length > 0);
}

const cellsOf = (row: string): string[] =>
  row
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
