#!/usr/bin/env bash
# officeparser 8.1.1. A sheet with dates, percentages and empty cells.
#
# Guess: `.to('text')` shows what a reader of the sheet sees, a tab between columns, so that a number stands in the column of its
# heading. Seen: an empty cell is nothing, not even a tab: the amount of the second order moves under "Date". A date is the number of
# its day, a percentage a fraction, whatever the format; also in `.to('csv')` and `.to('md')`, which do keep the columns. In
# `.to('chunks')`, made for retrieval, each cell is a chunk of its own: "5" with the name of the sheet, and neither order nor heading.
#
#     text: ["Order\tDate\tRate\tAmount","A1\t45000\t0.125\t1234.5","A2\t5"]
#     csv: ["Order,Date,Rate,Amount","A1,45000,0.125,1234.5","A2,,,5"]
#     chunks: 10, the last {"text":"5","metadata":{"sourceType":"xlsx","sheetName":"Deliveries"}}
#     warnings: 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund officeparser@8.1.1 exceljs@4.4.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import ExcelJS from 'exceljs';
import { OfficeParser } from 'officeparser';

const workbook = new ExcelJS.Workbook();
const sheet = workbook.addWorksheet('Deliveries');
sheet.addRow(['Order', 'Date', 'Rate', 'Amount']);
const row = sheet.addRow(['A1', new Date('2023-03-15T00:00:00Z'), 0.125, 1234.5]);
row.getCell(2).numFmt = 'yyyy-mm-dd';
row.getCell(3).numFmt = '0.0%';
sheet.addRow(['A2', null, null, 5]);
const parsed = await OfficeParser.parseOffice(Buffer.from(await workbook.xlsx.writeBuffer()));
for (const format of ['text', 'csv']) {
  const { value } = await parsed.to(format);
  console.log(`${format}: ${JSON.stringify(value.trim().split('\n'))}`);
}
const { value: chunks } = await parsed.to('chunks');
console.log(`chunks: ${chunks.length}, the last ${JSON.stringify(chunks.at(-1))}`);
console.log(`warnings: ${parsed.warnings.length}`);
PROBE

cat >expected.txt <<'EXPECTED'
text: ["Order\tDate\tRate\tAmount","A1\t45000\t0.125\t1234.5","A2\t5"]
csv: ["Order,Date,Rate,Amount","A1,45000,0.125,1234.5","A2,,,5"]
chunks: 10, the last {"text":"5","metadata":{"sourceType":"xlsx","sheetName":"Deliveries"}}
warnings: 0
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
