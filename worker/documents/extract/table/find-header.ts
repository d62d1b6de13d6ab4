const LOOKED_AT = 10;
const LONGEST_NAME = 120;

/** `start` and `end`: which rows the header takes; those before it are titles or notes. */
export type Header = { names: string[]; start: number; end: number };

export const isBlank = (cell: string | undefined): boolean => cell === undefined || cell.trim() === '';

/** A row that says one thing: a title, a note, the name of a group of rows, or one merged cell. */
export const isSection = (row: string[]): boolean =>
  new Set(row.filter((cell) => !isBlank(cell))).size === 1 && row.length > 1;

/**
 * The header of a table within its first rows: one row, or two that belong together (`Sales` above `2025`, `2026`).
 * @param continues whether a table above has a header that would fit: then words above words are no header
 * @returns null if the first full row is already data
 */
export function findHeader(rows: string[][], continues: boolean): Header | null {
  const width = usualWidth(rows);
  if (width < 2) return null;
  for (let at = 0; at < Math.min(rows.length - 1, LOOKED_AT); at++) {
    const row = rows[at]!;
    if (isSection(row) || countFilled(row) < width / 2) continue;
    const upper = isUpper(rows[at - 1]) ? rows[at - 1] : undefined;
    if (
      !isHeader(row, rows.slice(at + 1), continues || upper !== undefined) &&
      !(upper && row.every(isNameOrBlank))
    )
      return null;
    return upper
      ? { names: joinNames(fillRight(upper, row), row), start: at - 1, end: at + 1 }
      : joinBelow(rows, at);
  }
  return null;
}

const countFilled = (row: string[]): number => row.filter((cell) => !isBlank(cell)).length;

/** How many cells rows usually have: the median, so that titles and notes do not count. */
function usualWidth(rows: string[][]): number {
  const counts = rows.map(countFilled).sort((a, b) => a - b);
  return counts[Math.floor(counts.length / 2)] ?? 0;
}

/** Names stand above values of another kind. Words above words are a header if each is different. */
function isHeader(row: string[], below: string[][], continues: boolean): boolean {
  const names = row.filter((cell) => !isBlank(cell));
  if (names.some((name) => name.length > LONGEST_NAME)) return false;
  if (names.every(isNumber)) return isBlank(row[0]) && isCount(names);
  const isNamed = (name: string) => !isNumber(name) || isYear(name) || isCount(names.filter(isNumber));
  let score = 0;
  for (const [column, cell] of row.entries()) {
    if (isBlank(cell)) continue;
    if (!isMostlyNumbers(below, column)) continue;
    if (!isNumber(cell)) score += 1;
    else if (!isNamed(cell)) score -= 1;
  }
  if (score !== 0) return score > 0;
  return !continues && names.every(isNamed) && isDistinct(names);
}

/** A row of a few names above a header: each spans several columns, and is followed by empty cells. */
const isUpper = (row: string[] | undefined): boolean =>
  row !== undefined && !isSection(row) && countFilled(row) > 1 && row.every(isNameOrBlank);

const isNameOrBlank = (cell: string): boolean => isBlank(cell) || !isNumber(cell) || isYear(cell);

/** A header whose names are merged over several columns, and so repeat, with a second row of names below. */
function joinBelow(rows: string[][], at: number): Header {
  const row = rows[at]!;
  const next = rows[at + 1]!;
  const rest = rows.slice(at + 2);
  const isSpanning = !isDistinct(row.filter((cell) => !isBlank(cell))) || row.some(isBlank);
  const isLower =
    rest.length > 0 &&
    next.every(isNameOrBlank) &&
    next.some(
      (cell, column) => !isBlank(cell) && (isBlank(row[column]) || row.indexOf(row[column]!) !== column),
    ) &&
    next.some((cell, column) => !isBlank(cell) && isMostlyNumbers(rest, column));
  return isSpanning && isLower
    ? { names: joinNames(fillRight(row, next), next), start: at, end: at + 2 }
    : { names: row, start: at, end: at + 1 };
}

/** A name holds for the empty cells to its right that have a name of their own below. */
function fillRight(upper: string[], lower: string[]): string[] {
  let last = '';
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, column) => {
    if (!isBlank(upper[column])) last = upper[column]!;
    return isBlank(upper[column]) && isBlank(lower[column]) ? '' : last;
  });
}

const joinNames = (upper: string[], lower: string[]): string[] =>
  Array.from({ length: Math.max(upper.length, lower.length) }, (_, column) =>
    [...new Set([upper[column] ?? '', lower[column] ?? ''].map((name) => name.trim()))]
      .filter((name) => name !== '')
      .join(' '),
  );

function isMostlyNumbers(rows: string[][], column: number): boolean {
  const values = rows.map((row) => row[column] ?? '').filter((value) => !isBlank(value));
  return values.length > 0 && values.filter(isNumber).length * 2 >= values.length;
}

const isDistinct = (names: string[]): boolean => new Set(names).size === names.length;

/** Numbers, amounts, percentages, dates and times. */
const isNumber = (cell: string): boolean =>
  /^[\s(+\-−~<>≈]*(\p{Sc}|[A-Z]{3}\s)?\s*\d[\d\s.,:'’/\-−]*(T[\d:.]+Z?)?(e[+-]?\d+)?\s*(%|‰|\p{Sc}|[A-Z]{3}|am|pm)?\)?$/iu.test(
    cell.trim(),
  );

const isYear = (cell: string): boolean => /^(19|20|21)\d\d$/.test(cell.trim());

/** 1, 2, 3 … or years in a row: names of columns such as days and months. */
function isCount(names: string[]): boolean {
  const numbers = names.map(Number);
  return numbers.length > 1 && numbers.every((number, at) => at === 0 || number === numbers[at - 1]! + 1);
}
