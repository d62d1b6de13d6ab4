#!/usr/bin/env bash
# exceljs 4.4.0. One workbook, read whole and as a stream (WorkbookReader, with `styles: 'cache'`); the same file with its parts in another
# order in the archive.
#
# Guess: the stream gives the same cells, a row at a time; no order of parts is prescribed, and a reader either waits for the part it needs
# or says that it cannot. Seen: where the styles stand behind the sheet, and the strings before it, the styles are too late, so that dates
# are numbers, without an error. And in each order, a merged cell is one value in the stream, and one for every cell it covers in the whole
# workbook, so that sums over the two differ; a cell with a link is its text in one and an object in the other.
#
#     as written, whole: 2026-01-15T00:00:00.000Z | {"text":"terms","hyperlink":"https://example.com/"} | 40 40 40
#     as written, stream: 2026-01-15T00:00:00.000Z | "terms" | 40
#     styles last, whole: 2026-01-15T00:00:00.000Z | {"text":"terms","hyperlink":"https://example.com/"} | 40 40 40
#     styles last, stream: 46037 | "terms" | 40
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund exceljs@4.4.0 fflate@0.8.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { unzipSync, zipSync } from 'fflate';

const workbook = new ExcelJS.Workbook();
const sheet = workbook.addWorksheet('Fees');
sheet.addRow([new Date(Date.UTC(2026, 0, 15)), { text: 'terms', hyperlink: 'https://example.com/' }]);
sheet.addRow([40]);
sheet.mergeCells('A2:C2');
const written = Buffer.from(await workbook.xlsx.writeBuffer());
const parts = Object.entries(unzipSync(written)).filter(([name]) => !name.endsWith('/'));
const place = ([name]) => (name === 'xl/styles.xml' ? 2 : name.startsWith('xl/worksheets/') ? 1 : 0);
const reordered = Buffer.from(zipSync(Object.fromEntries(parts.toSorted((one, other) => place(one) - place(other)))));

async function whole(bytes) {
  const read = new ExcelJS.Workbook();
  await read.xlsx.load(bytes);
  const rows = [];
  read.worksheets[0].eachRow((row) => rows.push(row.values));
  return rows;
}
async function streamed(bytes) {
  const rows = [];
  const options = { worksheets: 'emit', sharedStrings: 'cache', hyperlinks: 'cache', styles: 'cache' };
  for await (const worksheet of new ExcelJS.stream.xlsx.WorkbookReader(Readable.from([bytes]), options))
    for await (const row of worksheet) rows.push(row.values);
  return rows;
}
for (const [order, bytes] of Object.entries({ 'as written': written, 'styles last': reordered }))
  for (const [way, read] of Object.entries({ whole, stream: streamed })) {
    const [[, date, link], merged] = await read(bytes);
    const shown = date instanceof Date ? date.toISOString() : date;
    console.log(`${order}, ${way}: ${shown} | ${JSON.stringify(link)} | ${merged.slice(1).join(' ')}`);
  }
PROBE

cat >expected.txt <<'EXPECTED'
as written, whole: 2026-01-15T00:00:00.000Z | {"text":"terms","hyperlink":"https://example.com/"} | 40 40 40
as written, stream: 2026-01-15T00:00:00.000Z | "terms" | 40
styles last, whole: 2026-01-15T00:00:00.000Z | {"text":"terms","hyperlink":"https://example.com/"} | 40 40 40
styles last, stream: 46037 | "terms" | 40
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
