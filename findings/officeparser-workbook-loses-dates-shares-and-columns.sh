#!/usr/bin/env bash
# officeparser 8.1.1 with a workbook by exceljs 4.4.0. The text of a table in a workbook is not what the sheet shows.
#
# Guess: dates and shares as they are formatted (the styles are in the file), an empty cell as an empty field, hidden sheets left out or
# marked. Seen: 1 March 2026 is 46082, 12.5 % is 0.125, and in `text` an empty cell leaves nothing, not even its tab: 950 of the column
# "Warm" stands below "Cold". The hidden sheet follows without a mark. (`to('md')` keeps the column, with the same numbers.)
#
#     "From\tRise\tCold\tWarm\n46082\t0.125\t950\nnot to be shown"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund officeparser@8.1.1 exceljs@4.4.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import ExcelJS from 'exceljs';
import { parseOffice } from 'officeparser';

const workbook = new ExcelJS.Workbook();
const sheet = workbook.addWorksheet('Rents');
sheet.addRow(['From', 'Rise', 'Cold', 'Warm']);
sheet.addRow([new Date(Date.UTC(2026, 2, 1)), 0.125, null, 950]);
sheet.getCell('A2').numFmt = 'yyyy-mm-dd';
sheet.getCell('B2').numFmt = '0.0%';
workbook.addWorksheet('Draft', { state: 'hidden' }).addRow(['not to be shown']);
await workbook.xlsx.writeFile('rents.xlsx');
const document = await parseOffice('rents.xlsx');
console.log(JSON.stringify((await document.to('text')).value));
PROBE

cat >expected.txt <<'EXPECTED'
"From\tRise\tCold\tWarm\n46082\t0.125\t950\nnot to be shown"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
