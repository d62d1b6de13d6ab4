import papaparse from 'papaparse';
import { decodeText } from './decode-text.ts';
import type { Extracted } from './extracted.ts';

/**
 * One paragraph per row, `header: value; header: value`, so that a row that is found alone still says what its values
 * mean. Without a header row, the values alone; a file with one column stays as it is.
 */
export function extractCsv(bytes: Uint8Array): Extracted {
  const text = decodeText(bytes);
  // With an empty last line the guess at the delimiter goes wrong where there are two columns.
  const { data, errors } = papaparse.parse<string[]>(text.trimEnd(), {
    delimitersToGuess: [',', ';', '\t', '|'],
    skipEmptyLines: 'greedy',
    transform: (value) => value.trim(),
  });
  const isOneColumn = errors.some(({ code }) => code === 'UndetectableDelimiter');
  return { text: isOneColumn ? text : describeRows(data), pages: [], format: 'plain' };
}

/** A table's rows, one paragraph each. The first row is the header if it looks like one. */
export function describeRows(rows: string[][]): string {
  const header = rows.length > 1 && isHeader(rows[0]!) ? rows[0]! : [];
  return rows
    .slice(header.length > 0 ? 1 : 0)
    .map((row) => describe(row, header))
    .filter((line) => line !== '')
    .join('\n\n');
}

function isHeader(row: string[]): boolean {
  return (
    new Set(row).size === row.length &&
    row.every((name) => name.length < 80 && !/^[\d\s.,:/%€$+-]*$/.test(name))
  );
}

function describe(row: string[], header: string[]): string {
  return row
    .map((value, column) =>
      (value && header[column] ? `${header[column]}: ${value}` : value).replace(/\s+/g, ' '),
    )
    .filter((field) => field !== '')
    .join('; ');
}
