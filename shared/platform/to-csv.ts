import papaparse from 'papaparse';

/** Text that a spreadsheet takes for a formula; a negative number is not one. */
const FORMULA = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/;

/**
 * CSV (RFC 4180) with a header. A cell that a spreadsheet would evaluate gets an apostrophe in front.
 * @param rows amounts as exact decimal strings
 */
export const toCsv = (columns: string[], rows: Record<string, string | number | null>[]): string =>
  `${papaparse.unparse({ fields: columns, data: rows }, { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`;
