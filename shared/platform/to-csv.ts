import papaparse from 'papaparse';

/** What a spreadsheet takes for a formula; a negative number is none. */
const FORMULA = /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/;

/**
 * CSV as RFC 4180 has it, with a header. A cell that a spreadsheet would compute gets an apostrophe in front.
 * @param rows money as exact decimal text
 */
export const toCsv = (columns: string[], rows: Record<string, string | number | null>[]): string =>
  `${papaparse.unparse({ fields: columns, data: rows }, { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`;
