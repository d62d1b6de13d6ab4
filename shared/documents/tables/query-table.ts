import { addDecimals, compareDecimals, readDecimal, writeDecimal, type Decimal } from './decimal.ts';
import { readNumbers, type Numbers } from './read-numbers.ts';
import { shownIn, type Cell, type Table, type TableRow } from './table.ts';

export const comparisons = [
  'equal',
  'not_equal',
  'contains',
  'greater',
  'at_least',
  'less',
  'at_most',
  'empty',
  'not_empty',
] as const;
type Comparison = (typeof comparisons)[number];

export type Condition = { column: string; is: Comparison; value?: string | undefined };
export type Calculation = { of: 'sum' | 'min' | 'max'; column: string };

/**
 * `of`: rows that were looked at. `sums`: rows that are sums of others by their first cell; they are left out. `value`: exact,
 * undefined without a number. `without`: rows among the found ones that have no number in the column.
 */
export type Queried = {
  rows: TableRow[];
  of: number;
  sums: number;
  calculated?: { value: string | undefined; unit: string; without: number };
};

/** The question cannot be answered from this table for certain. The message says why, and what to do. */
export class QueryRefused extends Error {}

const SUM =
  /^(?:(?:grand|sub)[ -]?)?total(?:s|e|en)?:?$|^(?:sums?|gesamt(?:summe)?|(?:zwischen)?summe|insgesamt|somme|suma|soma|somma|totaal|totale|totalt|summa|razem|итого|всего|toplam|合计|总计|小计|合計|小計):?$/iu;

const LONGEST_SUM = 20;
const isSum = (name: string): boolean => name.length <= LONGEST_SUM && /^\D*$/.test(name) && SUM.test(name);

/** Filters the rows of a table exactly, and calculates with one of its columns. @throws QueryRefused */
export function queryTable(
  table: Table,
  { where = [], calculate }: { where?: Condition[]; calculate?: Calculation | undefined },
): Queried {
  const rows = table.rows.filter(({ cells }) => !isSum(shownIn(cells.find((cell) => shownIn(cell) !== ''))));
  const tests = where.map((condition) => testOf(table, rows, condition));
  const places = rows.flatMap((_, place) => (tests.every((test) => test(place)) ? [place] : []));
  const found = {
    rows: places.map((place) => rows[place]!),
    of: rows.length,
    sums: table.rows.length - rows.length,
  };
  if (!calculate) return found;
  const column = findColumn(table, calculate.column);
  const numbers = certain(table, column, rows, readNumbers(rows.map(({ cells }) => cells[column] ?? '')));
  const values = places.flatMap((place) => numbers.values[place] ?? []);
  const value = values.length > 0 ? values.reduce(reducers[calculate.of]) : undefined;
  return {
    ...found,
    calculated: {
      value: value && writeDecimal(value),
      unit: numbers.unit,
      without: places.length - values.length,
    },
  };
}

const reducers: Record<Calculation['of'], (a: Decimal, b: Decimal) => Decimal> = {
  sum: addDecimals,
  min: (a, b) => (compareDecimals(a, b) <= 0 ? a : b),
  max: (a, b) => (compareDecimals(a, b) >= 0 ? a : b),
};

/** The place of a column, by its name without regard to case and white space. @throws QueryRefused */
function findColumn({ columns }: Table, name: string): number {
  const wanted = plain(name);
  const found = columns.flatMap((column, place) =>
    column !== '' && plain(column) === wanted ? [place] : [],
  );
  if (found.length === 1) return found[0]!;
  throw new QueryRefused(
    `The table has ${found.length === 0 ? 'no column' : 'several columns'} named ${JSON.stringify(name)}. Its columns: ${columns.filter(Boolean).join('; ')}.`,
  );
}

type Test = (place: number) => boolean;

function testOf(table: Table, rows: TableRow[], { column: name, is, value }: Condition): Test {
  const column = findColumn(table, name);
  const cells = rows.map(({ cells }) => cells[column] ?? '');
  const isBlank = is === 'empty' || is === 'not_empty';
  if (!isBlank && (value === undefined || value.trim() === ''))
    throw new QueryRefused(`The condition on ${JSON.stringify(name)} needs a value.`);
  const wanted = plain(value ?? '');
  if (is in orders) return ordering(table, rows, { column, is: is as Order, wanted });
  const shown = cells.map((cell) => plain(shownIn(cell)));
  if (isBlank) return (place) => (shown[place] === '') === (is === 'empty');
  if (is === 'contains') return (place) => shown[place]!.includes(wanted);
  const equal = equality(cells, shown, wanted);
  return (place) => equal(place) === (is === 'equal');
}

/** The same words, or the same number where the column's numbers are certain. */
function equality(cells: Cell[], shown: string[], wanted: string): Test {
  const number = readDecimal(wanted);
  const numbers = number && readNumbers(cells);
  return (place) => {
    const own = numbers && !numbers.doubt ? numbers.values[place] : undefined;
    return shown[place] === wanted || (!!number && !!own && compareDecimals(own, number) === 0);
  };
}

type Order = 'greater' | 'at_least' | 'less' | 'at_most';
const orders: Record<Order, (difference: number) => boolean> = {
  greater: (difference) => difference > 0,
  at_least: (difference) => difference >= 0,
  less: (difference) => difference < 0,
  at_most: (difference) => difference <= 0,
};

const DATE = /^\d{4}-\d{2}-\d{2}(?:[ t]\d{2}:\d{2}(?::\d{2})?)?$/;

/** By number, or by date where all are written year first. A cell without one is never in the range. */
function ordering(
  table: Table,
  rows: TableRow[],
  { column, is, wanted }: { column: number; is: Order; wanted: string },
): Test {
  const cells = rows.map(({ cells }) => cells[column] ?? '');
  if (DATE.test(wanted)) {
    const shown = cells.map((cell) => plain(shownIn(cell)));
    if (!shown.every((text) => text === '' || DATE.test(text)))
      throw new QueryRefused(
        `Not all values of ${JSON.stringify(table.columns[column])} are dates like 2026-11-29, so they cannot be compared.`,
      );
    // As much as both have: a day is not before an hour of it.
    return (place) => {
      const own = shown[place]!;
      const length = Math.min(own.length, wanted.length);
      const [day, other] = [own.slice(0, length), wanted.slice(0, length)];
      return own !== '' && orders[is](day < other ? -1 : Number(day > other));
    };
  }
  const number = readDecimal(wanted);
  if (!number)
    throw new QueryRefused(
      `${JSON.stringify(wanted)} cannot be compared: give a number like 1234.50, or a date like 2026-11-29.`,
    );
  const { values } = certain(table, column, rows, readNumbers(cells));
  return (place) => values[place] !== undefined && orders[is](compareDecimals(values[place], number));
}

function certain(table: Table, column: number, rows: TableRow[], numbers: Numbers): Numbers {
  const name = JSON.stringify(table.columns[column]);
  if (numbers.doubt === 'units')
    throw new QueryRefused(`The values of ${name} have different units, so nothing is calculated with them.`);
  if (numbers.doubt === 'separator')
    throw new QueryRefused(
      `It is not certain whether 1,234 or 1.234 in ${name} are thousands, so nothing is calculated with them.`,
    );
  if (rows.length > 0 && numbers.values.every((value) => value === undefined))
    throw new QueryRefused(`The values of ${name} are no numbers.`);
  return numbers;
}

const PLAIN = /^[!-~]*(?: [!-~]+)*$/;
const plain = (text: string): string =>
  (PLAIN.test(text) ? text : text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim()).toLowerCase();
