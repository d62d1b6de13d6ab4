import { expect, test } from 'vitest';
import { markdownTables } from './markdown-tables.ts';
import { QueryRefused, queryTable } from './query-table.ts';
import { readNumbers } from './read-numbers.ts';
import { splitTables, withTables, type Cell, type Table } from './table.ts';
import { addDecimals, readDecimal, writeDecimal } from './decimal.ts';

const tableOf = (columns: string[], rows: Cell[][]): Table => ({
  name: null,
  columns,
  rows: rows.map((cells) => ({ start: null, cells })),
  singles: 0,
});
const numbersOf = (...cells: Cell[]) => {
  const { values, doubt, unit } = readNumbers(cells);
  return doubt ?? [values.map((value) => value && writeDecimal(value)), unit];
};

test('numbers are read as the whole column writes them, and not at all if that is not certain', () => {
  expect(numbersOf('1,234.50', '2', '-0.10')).toEqual([['1234.50', '2', '-0.10'], '']);
  expect(numbersOf('1.234,50 €', '2 €')).toEqual([['1234.50', '2'], '€']);
  expect(numbersOf('1.234', '5,5')).toEqual([['1234', '5.5'], '']);
  expect(numbersOf("1'234.5", '(7.25)', '−3')).toEqual([['1234.5', '-7.25', '-3'], '']);
  expect(numbersOf('1.234.567', '0,5')).toEqual([['1234567', '0.5'], '']);
  expect(numbersOf('0.125', '1.500')).toEqual([['0.125', '1.500'], '']);
  expect(numbersOf('1,234', '12')).toBe('separator');
  expect(numbersOf('1,5', '1.5')).toBe('separator');
  expect(numbersOf('5 kg', '7 g')).toBe('units');
  expect(numbersOf('EUR 5', '7 €')).toBe('units');
  expect(numbersOf('12,34,56.7', 'n/a', '2026-01-05', '')).toEqual([Array(4).fill(undefined), '']);
  expect(numbersOf(['1,235', '1234.56'], ['repeated', ''])).toEqual([['1234.56', undefined], '']);
});

test('sums are exact', () => {
  const sum = (...texts: string[]) =>
    writeDecimal(texts.map((text) => readDecimal(text)!).reduce(addDecimals));
  expect(sum('0.1', '0.2')).toBe('0.3');
  expect(sum('90071992547409930.01', '0.99', '-1e-3')).toBe('90071992547409930.999');
  expect(sum('1e3', '-1000')).toBe('0');
  expect(readDecimal('1,5')).toBeUndefined();
});

test('rows are filtered and calculated with exactly, without rows that are sums', () => {
  const table = tableOf(
    ['Invoice', 'Status', 'Amount', 'Due'],
    [
      ['A1', 'Paid', '1,000.10', '2026-01-31'],
      ['A2', 'open', '999.20', '2026-02-28'],
      ['A3', 'paid', '0.20', ''],
      ['A4', 'paid', 'n/a', '2026-12-01'],
      ['Total', '', '1,999.50', ''],
    ],
  );
  const query = (...given: Parameters<typeof queryTable> extends [Table, ...infer R] ? R : never) => {
    const { rows, calculated, ...counts } = queryTable(table, ...given);
    return { names: rows.map(({ cells }) => cells[0]).join(' '), ...counts, ...calculated };
  };
  expect(query({})).toEqual({ names: 'A1 A2 A3 A4', of: 4, sums: 1 });
  const paid = { column: 'status', is: 'equal', value: 'PAID' } as const;
  expect(query({ where: [paid], calculate: { of: 'sum', column: 'amount' } })).toEqual({
    names: 'A1 A3 A4',
    of: 4,
    sums: 1,
    value: '1000.30',
    unit: '',
    without: 1,
  });
  expect(query({ where: [{ column: 'Amount', is: 'greater', value: '999.2' }] }).names).toBe('A1');
  expect(query({ where: [{ column: 'Amount', is: 'at_least', value: '999.2' }] }).names).toBe('A1 A2');
  expect(query({ where: [{ column: 'Amount', is: 'equal', value: '1000.1' }] }).names).toBe('A1');
  expect(query({ where: [{ column: 'Due', is: 'at_most', value: '2026-02-28' }] }).names).toBe('A1 A2');
  expect(query({ where: [{ column: 'Due', is: 'empty' }] }).names).toBe('A3');
  expect(query({ calculate: { of: 'max', column: 'Amount' } }).value).toBe('1000.10');
  const refused = (...given: Parameters<typeof query>) => expect(() => query(...given)).toThrow(QueryRefused);
  refused({ where: [{ column: 'Price', is: 'greater', value: '1' }] });
  refused({ where: [{ column: 'Amount', is: 'greater', value: '1,000' }] });
  refused({ where: [{ column: 'Amount', is: 'greater' }] });
  refused({ calculate: { of: 'sum', column: 'Status' } });
});

test('tables in Markdown are read cell by cell; a text keeps the tables that are stored behind it', () => {
  const text =
    'Prices\n\n| Item | Price |\n| --- | --- |\n| Pump \\| big | 12 |\n|  | 3 |\n\n| no | table |\n';
  const [table, ...others] = markdownTables(text);
  expect(others).toEqual([]);
  expect(table!.columns).toEqual(['Item', 'Price']);
  expect(table!.rows.map(({ cells }) => cells)).toEqual([
    ['Pump | big', '12'],
    ['', '3'],
  ]);
  expect(table!.rows.map(({ start }) => text.slice(start!).split('\n', 1)[0])[1]).toBe('|  | 3 |');
  expect(splitTables(withTables(text, [table!]))).toEqual({ text, tables: [table] });
  expect(splitTables(withTables(text, []))).toEqual({ text, tables: [] });
});
