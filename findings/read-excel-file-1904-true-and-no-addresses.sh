#!/usr/bin/env bash
# read-excel-file 9.3.17. Two things that the standard allows and other writers do: date1904="true" is not understood, and
# cells without an address (no `r`) end in a TypeError.
#
# Guess: date1904 is an xsd:boolean, so "true" and "1" mean the same; and a cell without `r` follows the one before it
# (ECMA-376, part 1, 18.3.1.4: `r` is optional). Seen: with "true" every date is four years and a day too early, without a
# warning; a sheet without addresses cannot be read.
#
#     date1904="1": 2026-01-15
#     date1904="true": 2022-01-14
#     without addresses: TypeError
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund read-excel-file@9.3.17 fflate@0.8.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { strToU8, zipSync } from 'fflate';
import readExcelFile from 'read-excel-file/node';

const open = 'http://schemas.openxmlformats.org';
const sheetMl = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const relation = (id, kind, target) =>
  `<Relationship Id="${id}" Type="${open}/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;
const relations = (...all) =>
  strToU8(`<Relationships xmlns="${open}/package/2006/relationships">${all.join('')}</Relationships>`);
const part = (name, kind) => `<Override PartName="/xl/${name}" ContentType="${sheetMl}.${kind}+xml"/>`;
const xlsx = (rows, settings = '') =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(
        `<Types xmlns="${open}/package/2006/content-types"><Default Extension="rels" ` +
          `ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
          `${part('workbook.xml', 'sheet.main')}${part('sheet.xml', 'worksheet')}${part('styles.xml', 'styles')}</Types>`,
      ),
      '_rels/.rels': relations(relation('r1', 'officeDocument', 'xl/workbook.xml')),
      'xl/_rels/workbook.xml.rels': relations(
        relation('r1', 'worksheet', 'sheet.xml'),
        relation('r2', 'styles', 'styles.xml'),
      ),
      'xl/workbook.xml': strToU8(
        `<workbook xmlns="${open}/spreadsheetml/2006/main" xmlns:r="${open}/officeDocument/2006/relationships">` +
          `<workbookPr ${settings}/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
      ),
      'xl/styles.xml': strToU8(
        `<styleSheet xmlns="${open}/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/>` +
          `</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">` +
          `<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
      ),
      'xl/sheet.xml': strToU8(
        `<worksheet xmlns="${open}/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`,
      ),
    }),
  );
// 2026-01-15 is day 46037 of the system of 1900, and 1462 days less in that of 1904.
const day = `<row r="1"><c r="A1" s="1"><v>${46_037 - 1462}</v></c></row>`;
for (const value of ['1', 'true']) {
  const [sheet] = await readExcelFile(xlsx(day, `date1904="${value}"`));
  console.log(`date1904="${value}": ${sheet.data[0][0].toISOString().slice(0, 10)}`);
}
const outcome = await readExcelFile(xlsx('<row><c><v>1</v></c><c><v>2</v></c></row>')).then(
  () => 'read',
  (error) => error.constructor.name,
);
console.log(`without addresses: ${outcome}`);
PROBE

cat >expected.txt <<'EXPECTED'
date1904="1": 2026-01-15
date1904="true": 2022-01-14
without addresses: TypeError
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
