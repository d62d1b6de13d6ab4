import papaparse from 'papaparse';

/** Text that a spreadsheet takes for a formula; a negative number is not one. */
const FORMULA = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/;

/**
 * CSV (RFC 4180) with a header. A cell that a spreadsheet would evaluate gets an apostrophe in front.
 * @param rows amounts as exact decimal strings
 * @param options.header false: further rows of a file that has its header
 */
export const toCsv = (
  columns: string[],
  rows: Record<string, string | number | null>[],
  { header = true }: { header?: boolean } = {},
): string => {
  const text = papaparse.unparse(
    { fields: columns, data: rows },
    { header, escapeFormulae: FORMULA, newline: '\r\n' },
  );
  // A header alone has its line end already.
  return rows.length > 0 ? `${text}\r\n` : text;
};
