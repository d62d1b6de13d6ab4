import { SSF, type CellObject } from '@e965/xlsx';

/** What is in a format, piece by piece: quoted text, conditions, escaped signs, codes of dates, and other signs. */
const PIECE = /"[^"]*"|\[[^\]]*\]|[\\_*].|AM\/PM|A\/P|\.0+|[dmyhs]+|[\s\S]/giu;
const DATE_CODE = /^(?:[dmyhs]+|\[[hms]+\])$/i;
const KNOWN = /^(?:"|\[|[\\_*]|am\/pm$|a\/p$|\.0|[dmyhs]|[-/: ;,@])/i;

/**
 * What a cell shows. A whole number without a format has all its digits: from 12 on, Excel shows article numbers and
 * telephone numbers as 4.00638E+12.
 * @param cell read with its format (`cellNF`)
 * @param date1904 whether the workbook's days count from 1904
 */
export function showCell({ t: type, v: value, w: shown, z }: CellObject, date1904: boolean): string {
  const format = z === undefined ? 'General' : String(z);
  if (type !== 'n' || typeof value !== 'number') return (shown ?? String(value ?? '')).trim();
  if (shown === undefined) return showDate(value, format, date1904) ?? String(value);
  const isShortened = format === 'General' && shown.includes('E') && Number.isSafeInteger(value);
  return (isShortened ? String(value) : shown).trim();
}

/** The library's formatter knows no dots nor letters of other scripts among the codes of a date, and gives nothing. */
function showDate(day: number, format: string, date1904: boolean): string | undefined {
  const pieces = format.split(';')[0]!.match(PIECE) ?? [];
  if (!pieces.some((piece) => DATE_CODE.test(piece))) return undefined;
  const escaped = pieces.map((piece) => (KNOWN.test(piece) ? piece : `\\${piece}`)).join('');
  for (const tried of [escaped, day % 1 === 0 ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm'])
    try {
      return SSF.format(tried, day, { date1904 }).trim();
    } catch {
      continue;
    }
  return undefined;
}
