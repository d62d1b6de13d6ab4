import { readDecimal, type Decimal } from './decimal.ts';
import type { Cell } from './table.ts';

/**
 * The numbers of a column, by row; undefined where a cell is none. `unit`: what all of them have in common beside the
 * number (`€`, `kg`), '' for nothing. `doubt`: why the numbers are not certain; nothing may be computed with them then.
 */
export type Numbers = { values: (Decimal | undefined)[]; unit: string; doubt?: 'separator' | 'units' };

/** Sign or opening parenthesis, prefix such as a currency, digits with separators, suffix. */
const NUMBER =
  /^(?<before>\p{Sc}|[A-Z]{3}(?=[\s\d+\-−]))?\s*(?<open>\()?(?<sign>[+\-−])?\s*(?<inner>\p{Sc})?\s*(?<digits>\d[\d.,'’\u00a0\u202f ]*(?:e[+-]?\d+)?)\)?\s*(?<after>\p{Sc}|[%‰°]|\p{L}{1,5}[²³]?)?$/u;
/** Nearly all numbers of a table, read faster. */
const USUAL = /^\d+(?:[.,]\d+)?$/;
const THOUSANDS = /['’\u00a0\u202f ]/g;

/** Reads a column: all of its values together show whether the decimal separator is a point (`1,234.50`) or a comma (`1.234,50`). */
export function readNumbers(cells: Cell[]): Numbers {
  const read = cells.map(partsOf);
  const units = new Set(read.filter((one) => one !== undefined).map(({ unit }) => unit));
  const shapes = read.flatMap((one) => (one?.shown ? [shapeOf(one.digits)] : []));
  const comma = shapes.includes('comma');
  const point = shapes.includes('point');
  const inDoubt = (comma && point) || (!comma && !point && shapes.includes('either'));
  const values = read.map((one) => one && toDecimal(one, comma ? ',' : '.'));
  const [unit = ''] = units;
  if (units.size > 1) return { values, unit, doubt: 'units' };
  return { values, unit, ...(inDoubt && { doubt: 'separator' as const }) };
}

/** `shown`: as people write it; otherwise as programs do. */
type Parts = { negative: boolean; digits: string; unit: string; shown: boolean };

function partsOf(cell: Cell): Parts | undefined {
  const [text, exact] = Array.isArray(cell) ? cell : [cell, undefined];
  if (exact === '' || !/\d/.test(text)) return undefined;
  if (exact === undefined && USUAL.test(text))
    return { negative: false, digits: text, unit: '', shown: true };
  const { before, open, sign, inner, digits, after } = NUMBER.exec(text.trim())?.groups ?? {};
  const unit = [before, inner, after].filter(Boolean).join(' ');
  if (exact !== undefined)
    return { negative: exact.startsWith('-'), digits: exact.replace('-', ''), unit, shown: false };
  if (digits === undefined) return undefined;
  const negative = sign === '-' || sign === '−' || open !== undefined;
  return { negative, digits: digits.replaceAll(THOUSANDS, ''), unit, shown: true };
}

/** Which separator a number has for its fraction, as far as it alone shows that. */
function shapeOf(digits: string): 'point' | 'comma' | 'either' | 'none' {
  const [point, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')];
  const at = Math.max(point, comma);
  if (at < 0) return 'none';
  const name = point > comma ? 'point' : 'comma';
  if (point >= 0 && comma >= 0) return name;
  // Twice in a number: it parts thousands, so the other one is for the fraction.
  if (digits.indexOf(digits[at]!) < at) return name === 'comma' ? 'point' : 'comma';
  return digits.length - at === 4 && at <= 3 && !digits.startsWith('0') ? 'either' : name;
}

function toDecimal({ negative, digits, shown }: Parts, fraction: ',' | '.'): Decimal | undefined {
  const thousands = fraction === ',' ? '.' : ',';
  if (shown && !isGrouped(digits, thousands, fraction)) return undefined;
  const plain = shown ? digits.replaceAll(thousands, '').replace(fraction, '.') : digits;
  return readDecimal(`${negative ? '-' : ''}${plain.replace(/\.$/, '')}`);
}

/** Whether separators are where a number has them: `1,234` and not `12,34`. A list of numbers is none. */
function isGrouped(digits: string, thousands: string, fraction: string): boolean {
  if (!digits.includes(thousands)) return digits.indexOf(fraction) === digits.lastIndexOf(fraction);
  const [whole = '', ...rest] = digits.split(fraction);
  const [first = '', ...groups] = whole.split(thousands);
  return (
    rest.length <= 1 &&
    !rest.some((part) => part.includes(thousands)) &&
    (groups.length === 0 ||
      (first.length <= 3 && groups.every((group) => /^\d{3}/.test(group) && group.length === 3)))
  );
}
