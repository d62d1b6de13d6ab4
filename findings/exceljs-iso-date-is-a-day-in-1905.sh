#!/usr/bin/env bash
# exceljs 4.4.0 with workbooks by @e965/xlsx 0.20.3 (SheetJS). Cells that hold their date as text (t="d"), as ISO 29500 allows and as
# SheetJS writes with `cellDates: true`.
#
# Guess: the value is the Date that the cell holds, however it was written, or else its text. Seen: the text goes through parseFloat, which
# gives the year, and the year is taken for the number of a day, since the cell's format is one of a date. So each date of 2026 is
# 18 July 1905, and no warning is given. Where the format is no date's, the value is the number 2026.
#
#     written as numbers: 2026-01-15, 2026-11-30, 2027-01-15
#     written with cellDates: 1905-07-18, 1905-07-18, 1905-07-19; read by SheetJS: 2026-01-15, 2026-11-30, 2027-01-15
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund exceljs@4.4.0 @e965/xlsx@0.20.3 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { read, utils, write } from '@e965/xlsx';
import ExcelJS from 'exceljs';

const dates = ['2026-01-15', '2026-11-30', '2027-01-15'].map((day) => new Date(`${day}T00:00:00Z`));
const book = utils.book_new();
utils.book_append_sheet(book, utils.aoa_to_sheet([dates], { cellDates: true, UTC: true }), 'Due');
const days = (values) => values.map((value) => value.toISOString().slice(0, 10)).join(', ');
async function readByExcelJs(bytes) {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes);
  return days(dates.map((_, column) => workbook.worksheets[0].getCell(1, column + 1).value));
}
const asText = write(book, { type: 'buffer', cellDates: true });
const bySheetJs = utils.sheet_to_json(read(asText, { cellDates: true, UTC: true }).Sheets.Due, { header: 1, UTC: true });
console.log(`written as numbers: ${await readByExcelJs(write(book, { type: 'buffer' }))}`);
console.log(`written with cellDates: ${await readByExcelJs(asText)}; read by SheetJS: ${days(bySheetJs[0])}`);
PROBE

cat >expected.txt <<'EXPECTED'
written as numbers: 2026-01-15, 2026-11-30, 2027-01-15
written with cellDates: 1905-07-18, 1905-07-18, 1905-07-19; read by SheetJS: 2026-01-15, 2026-11-30, 2027-01-15
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
