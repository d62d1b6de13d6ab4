#!/usr/bin/env bash
# @e965/xlsx 0.20.3 (SheetJS). Dates in the format `dd.mm.yyyy`.
#
# Guess: the formatted text of a date (`w`, which sheet_to_csv prints) is what a spreadsheet shows: 15.03.2023, as it does for
# `dd/mm/yyyy`. Seen: a dot behind a part of a date is taken for the beginning of fractions of a second (`ss.000`); the formatter
# throws "bad second format: .", read() catches that and leaves the text out, and the number of the day is printed instead. With
# escaped dots (`dd\.mm\.yyyy`) all is well, so it depends on who wrote the workbook. With cellDates the date is American, and its time
# of day is gone. Only `WTF: true` makes it an error.
#
#     dd/mm/yyyy: "15/03/2023"; dd\.mm\.yyyy: "15.03.2023"; dd.mm.yyyy: "45000"; dd.mm.yyyy hh:mm: "45000.5"
#     with cellDates: dd.mm.yyyy: "3/15/23"; dd.mm.yyyy hh:mm: "3/15/23"
#     with WTF: bad second format: .
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @e965/xlsx@0.20.3 exceljs@4.4.0 >/dev/null 2>&1

# The workbook is written by another library, which puts the formats into the file as they are here.
cat >probe.mjs <<'PROBE'
import ExcelJS from 'exceljs';
import { read, utils } from '@e965/xlsx';

const formats = ['dd/mm/yyyy', 'dd\\.mm\\.yyyy', 'dd.mm.yyyy', 'dd.mm.yyyy hh:mm'];
const workbook = new ExcelJS.Workbook();
const sheet = workbook.addWorksheet('Deliveries');
for (const format of formats) {
  const cell = sheet.addRow([new Date(format.includes('hh') ? '2023-03-15T12:00:00Z' : '2023-03-15T00:00:00Z')]).getCell(1);
  cell.numFmt = format;
}
const bytes = await workbook.xlsx.writeBuffer();
const shown = (options) => {
  const lines = utils.sheet_to_csv(read(bytes, options).Sheets.Deliveries).trim().split('\n');
  return formats.map((format, index) => `${format}: ${JSON.stringify(lines[index])}`);
};
console.log(shown({}).join('; '));
console.log(`with cellDates: ${shown({ cellDates: true }).slice(2).join('; ')}`);
try {
  read(bytes, { WTF: true });
} catch (error) {
  console.log(`with WTF: ${error.message ?? error}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
dd/mm/yyyy: "15/03/2023"; dd\.mm\.yyyy: "15.03.2023"; dd.mm.yyyy: "45000"; dd.mm.yyyy hh:mm: "45000.5"
with cellDates: dd.mm.yyyy: "3/15/23"; dd.mm.yyyy hh:mm: "3/15/23"
with WTF: bad second format: .
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
