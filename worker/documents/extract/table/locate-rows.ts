import type { Table } from '../../../../shared/documents/tables/table.ts';
import type { Described } from './describe-table.ts';

/**
 * The tables of a described sheet, with the places of their rows in the document's text.
 * @param written the sheet's paragraphs as they are in the text, in order
 * @param from where the sheet begins in the text
 * @returns end: where its last paragraph ends
 */
export function locateRows(
  text: string,
  { tables }: Described,
  { written, name, from }: { written: string[]; name: string | null; from: number },
): { tables: Table[]; end: number } {
  let end = from;
  const starts = written.map((paragraph) => {
    const start = text.indexOf(paragraph, end);
    if (start < 0) return null;
    end = start + paragraph.length;
    return start;
  });
  const located = tables.map(({ columns, rows, singles }) => ({
    name,
    columns,
    rows: rows.map(({ cells, paragraph }) => ({ start: starts[paragraph] ?? null, cells })),
    singles,
  }));
  return { tables: located, end };
}
