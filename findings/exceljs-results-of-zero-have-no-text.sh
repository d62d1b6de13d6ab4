#!/usr/bin/env bash
# exceljs 4.4.0. Formulas whose result is 0 or FALSE.
#
# Guess: `text` and the CSV show a formula as they show a plain cell, by its result. Seen: 0 and FALSE of a formula are an empty text, and
# an empty field in the CSV; a plain 0 is "0". So a balance that comes out even, or a stock of nothing, cannot be told from an empty cell.
# `value` of the cell has the formula alone, since a result that is falsy is left out; only `cell.result` has it. An error is
# "[object Object]".
#
#     plain 0: text "0"; formula with 0: text "", value {"formula":"A1-A1"}, result 0
#     plain FALSE: text "false"; formula with FALSE: text "", value {"formula":"A1>9"}, result false
#     formula with 5: text "5", value {"formula":"A1+5","result":5}, result 5
#     formula with an error: text "[object Object]"
#     as CSV: 0,,false,,5,[object Object]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund exceljs@4.4.0 @e965/xlsx@0.20.3 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { utils, write } from '@e965/xlsx';
import ExcelJS from 'exceljs';

const sheet = {
  '!ref': 'A1:F1',
  A1: { t: 'n', v: 0 },
  B1: { t: 'n', v: 0, f: 'A1-A1' },
  C1: { t: 'b', v: false },
  D1: { t: 'b', v: false, f: 'A1>9' },
  E1: { t: 'n', v: 5, f: 'A1+5' },
  F1: { t: 'e', v: 7, f: '1/0' },
};
const book = utils.book_new();
utils.book_append_sheet(book, sheet, 'Stock');
const workbook = new ExcelJS.Workbook();
await workbook.xlsx.load(write(book, { type: 'buffer' }));
const cell = (address) => workbook.worksheets[0].getCell(address);
const text = (address) => `text ${JSON.stringify(cell(address).text)}`;
const whole = (address) => `${text(address)}, value ${JSON.stringify(cell(address).value)}, result ${cell(address).result}`;
console.log(`plain 0: ${text('A1')}; formula with 0: ${whole('B1')}`);
console.log(`plain FALSE: ${text('C1')}; formula with FALSE: ${whole('D1')}`);
console.log(`formula with 5: ${whole('E1')}`);
console.log(`formula with an error: ${text('F1')}`);
console.log(`as CSV: ${await workbook.csv.writeBuffer()}`);
PROBE

cat >expected.txt <<'EXPECTED'
plain 0: text "0"; formula with 0: text "", value {"formula":"A1-A1"}, result 0
plain FALSE: text "false"; formula with FALSE: text "", value {"formula":"A1>9"}, result false
formula with 5: text "5", value {"formula":"A1+5","result":5}, result 5
formula with an error: text "[object Object]"
as CSV: 0,,false,,5,[object Object]
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
