#!/usr/bin/env bash
# exceljs 4.4.0. Numbers whose format shows a unit.
#
# Guess: the value of a cell that holds 12.5 and shows "12.5 km" is 12.5, however its format quotes the unit. Seen: a format with one of
# the letters y, m, d, h, M, s and b is a date, unless they are in quotes or brackets; backslashes, which quote one letter, and `_`,
# which leaves its width free, are not looked at. So kilometres, hours, days and decibels become a Date in January 1900, and so does an
# amount with room for "DM" behind it. The backslashes are gone from `numFmt` too. SheetJS reads the same cells as numbers.
#
#     0.0 "km": 12.5; SheetJS: 12.5 "12.5 km"
#     0.0\ \k\m: Date 1900-01-11T12:00:00.000Z, numFmt 0.0 km; SheetJS: 12.5 "12.5 km"
#     0.0\ \h: Date 1900-01-11T12:00:00.000Z, numFmt 0.0 h; SheetJS: 12.5 "12.5 h"
#     0.0\ \d\B: Date 1900-01-11T12:00:00.000Z, numFmt 0.0 dB; SheetJS: 12.5 "12.5 dB"
#     #,##0.00_D_M: Date 1900-01-11T12:00:00.000Z, numFmt #,##0.00_D_M; SheetJS: 12.5 "12.50"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund exceljs@4.4.0 @e965/xlsx@0.20.3 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { read, utils, write } from '@e965/xlsx';
import ExcelJS from 'exceljs';

const formats = ['0.0 "km"', '0.0\\ \\k\\m', '0.0\\ \\h', '0.0\\ \\d\\B', '#,##0.00_D_M'];
const cells = Object.fromEntries(formats.map((format, row) => [`A${row + 1}`, { t: 'n', v: 12.5, z: format }]));
const book = utils.book_new();
utils.book_append_sheet(book, { '!ref': `A1:A${formats.length}`, ...cells }, 'Distances');
const bytes = write(book, { type: 'buffer' });

const workbook = new ExcelJS.Workbook();
await workbook.xlsx.load(bytes);
const sheet = read(bytes).Sheets.Distances;
formats.forEach((format, row) => {
  const { value, numFmt } = workbook.worksheets[0].getCell(`A${row + 1}`);
  const seen = value instanceof Date ? `Date ${value.toISOString()}, numFmt ${numFmt}` : value;
  const { v, w } = sheet[`A${row + 1}`];
  console.log(`${format}: ${seen}; SheetJS: ${v} ${JSON.stringify(w.trim())}`);
});
PROBE

cat >expected.txt <<'EXPECTED'
0.0 "km": 12.5; SheetJS: 12.5 "12.5 km"
0.0\ \k\m: Date 1900-01-11T12:00:00.000Z, numFmt 0.0 km; SheetJS: 12.5 "12.5 km"
0.0\ \h: Date 1900-01-11T12:00:00.000Z, numFmt 0.0 h; SheetJS: 12.5 "12.5 h"
0.0\ \d\B: Date 1900-01-11T12:00:00.000Z, numFmt 0.0 dB; SheetJS: 12.5 "12.5 dB"
#,##0.00_D_M: Date 1900-01-11T12:00:00.000Z, numFmt #,##0.00_D_M; SheetJS: 12.5 "12.50"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
