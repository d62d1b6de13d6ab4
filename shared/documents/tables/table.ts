// Tables of a document as they were extracted, and how they are stored: behind its text, in the same sealed file.

/**
 * What a cell shows, or with it its exact number: it may show fewer digits. An exact number of '' is none: the cell repeats
 * the value of a merged one, which counts once.
 */
export type Cell = string | [shown: string, exact: string];

/** `start`: where the row begins in the text; null if that is unknown. `cells`: in the order of the columns, '' for none. */
export type TableRow = { start: number | null; cells: Cell[] };

/** `columns`: '' for one without a name. `singles`: lines with a single cell, which may be headings of groups. */
export type Table = { name: string | null; columns: string[]; rows: TableRow[]; singles: number };

/** No text has this character: it is removed from all that is extracted. */
const END_OF_TEXT = '\0';

export const withTables = (text: string, tables: Table[]): string =>
  tables.length === 0 ? text : text + END_OF_TEXT + JSON.stringify(tables);

/** The text of a stored file, and its tables. */
export function splitTables(stored: string): { text: string; tables: Table[] } {
  const end = stored.indexOf(END_OF_TEXT);
  if (end < 0) return { text: stored, tables: [] };
  return { text: stored.slice(0, end), tables: JSON.parse(stored.slice(end + 1)) };
}

/** The text of a stored file alone, as it streams. */
export async function* textAlone(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  for await (const piece of stored) {
    const end = piece.indexOf(0);
    if (end < 0) {
      yield piece;
      continue;
    }
    yield piece.subarray(0, end);
    return;
  }
}

export const shownIn = (cell: Cell | undefined): string => (Array.isArray(cell) ? cell[0] : (cell ?? ''));
