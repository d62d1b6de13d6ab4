import { z } from 'zod';
import { comparisons, queryTable, QueryRefused, type Queried } from '../../documents/tables/query-table.ts';
import { readTables } from '../../documents/tables/read-tables.ts';
import { shownIn, type Table, type TableRow } from '../../documents/tables/table.ts';
import { documentsInReach } from './documents-in-reach.ts';
import { MOST_SOURCES, ToolRefused, type Reading } from './reading.ts';
import { rowPassage } from './row-passage.ts';

const MOST_ROWS = 50;
const LONGEST_CELL = 300;

export const QueryRows = z.strictObject({
  document_id: z.string().max(100),
  table: z.int().min(1).optional().describe('Number of the table, if the document has several.'),
  where: z
    .array(
      z.strictObject({
        column: z.string().max(300),
        is: z.enum(comparisons),
        value: z
          .union([z.string().max(500), z.number()])
          .optional()
          .describe('Numbers like 1234.50, dates like 2026-11-29.'),
      }),
    )
    .max(10)
    .optional()
    .describe('Conditions that a row meets, all of them.'),
  calculate: z
    .strictObject({ of: z.enum(['sum', 'min', 'max']), column: z.string().max(300) })
    .optional()
    .describe('Over the rows that meet the conditions.'),
  rows: z.int().min(0).max(MOST_ROWS).optional().describe('How many of the rows to show, 10 by default.'),
});

/** Counts, filters and adds up rows of a table of a document. @throws ToolRefused */
export async function queryForModel(
  reading: Reading,
  { document_id, table: number, where = [], calculate, rows: wanted = 10 }: z.infer<typeof QueryRows>,
): Promise<string> {
  const { call, filters, mark, sources } = reading;
  const { documents } = await documentsInReach(call, filters, { ids: [document_id], limit: 1 });
  const [document] = documents;
  if (!document) throw new ToolRefused('There is no such document. Use list_documents.');
  const read = await readTables(call, call.app, document.textBlob);
  if (!read) throw new ToolRefused('The document was replaced just now. Try again.');
  if (read === 'too_large') throw new ToolRefused('The document is too large to query its rows here.');
  const { tables, text } = read;
  if (tables.length === 0)
    throw new ToolRefused('The document has no table with names of columns. Use read_document.');
  const table = tables[(number ?? 1) - 1];
  if (!table || (number === undefined && tables.length > 1))
    throw new ToolRefused(`Say which table. ${describeAll(tables, mark)}`);
  if (sources.length >= MOST_SOURCES) throw new ToolRefused('Enough was read. Answer now.');
  const found = refusing(() =>
    queryTable(table, {
      where: where.map(({ value, ...one }) => ({
        ...one,
        value: value === undefined ? undefined : `${value}`,
      })),
      calculate,
    }),
  );
  const passage = await rowPassage(call, document_id, text, found.rows[0] ?? table.rows[0]);
  if (!passage) throw new ToolRefused('The document was replaced just now. Try again.');
  const index = sources.push(passage);
  const shown = shownRows(table, found.rows, { most: wanted, characters: reading.room });
  return [
    `Rows that meet the conditions: ${found.rows.length} of ${found.of}. Cite this as [${index}].`,
    ...besides(table, found, calculate),
    `[${index}] begins ${mark}`,
    [document.name, ...(table.name ? [table.name] : [])].join(' › '),
    `Columns: ${table.columns.filter(Boolean).join('; ')}`,
    ...(shown.length < found.rows.length ? [`The first ${shown.length} of these rows:`] : ['These rows:']),
    ...shown,
    `[${index}] ends ${mark}`,
  ].join('\n');
}

function besides(
  table: Table,
  { sums, calculated }: Queried,
  calculate: z.infer<typeof QueryRows>['calculate'],
): string[] {
  const said: string[] = [];
  if (sums > 0) said.push(`Rows that are totals of others, left out: ${sums}.`);
  if (table.singles > 0)
    said.push(`Lines with a single cell, which may be headings, not counted as rows: ${table.singles}.`);
  if (calculated) {
    const { value, unit, without } = calculated;
    const result = value === undefined ? 'none of these rows has a number' : `${value}${unit && ` ${unit}`}`;
    said.push(`${calculate!.of} of that column, exact: ${result}.`);
    if (without > 0) said.push(`Rows among them without a number in that column: ${without}. Say so.`);
  }
  return said;
}

function shownRows(table: Table, rows: TableRow[], room: { most: number; characters: number }): string[] {
  const shown: string[] = [];
  let characters = 0;
  for (const { cells } of rows.slice(0, room.most)) {
    const line = cells
      .map((cell, place) => [table.columns[place], shownIn(cell).slice(0, LONGEST_CELL).toWellFormed()])
      .filter(([, cell]) => cell !== '')
      .map(([column, cell]) => (column ? `${column}: ${cell}` : cell))
      .join('; ');
    characters += line.length;
    if (characters > room.characters) break;
    shown.push(line);
  }
  return shown;
}

const describeAll = (tables: Table[], mark: string): string =>
  [
    `The document has ${tables.length} tables.`,
    `[list] begins ${mark}`,
    ...tables
      .slice(0, MOST_ROWS)
      .map(
        ({ name, columns, rows }, place) =>
          `${place + 1}. ${name ?? ''} (${rows.length} rows): ${columns.filter(Boolean).join('; ').slice(0, LONGEST_CELL)}`,
      ),
    `[list] ends ${mark}`,
  ].join('\n');

function refusing<T>(query: () => T): T {
  try {
    return query();
  } catch (error) {
    if (error instanceof QueryRefused) throw new ToolRefused(error.message);
    throw error;
  }
}
