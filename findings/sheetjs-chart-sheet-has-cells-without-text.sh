#!/usr/bin/env bash
# @e965/xlsx 0.20.3 (SheetJS), Node 20 or later
#
# Guess: a chart sheet, which has no grid, is read as a sheet without cells, or left out of SheetNames.
# Behaviour: it is a sheet with cells: the saved values of the chart's series are put into a grid from A1, a column a series. The cells
# have no formatted text (`w`), and the names of the series are nowhere. Who prints each sheet's cells prints the figures twice, the second
# time without a heading. Only `!type` tells: it is "chart".
# Output seen:
#   Data: type=undefined A1=Pond|w=Pond B1=Ducks|w=Ducks A2=North|w=North B2=3|w=3
#   Picture: type=chart A1=3|w=undefined
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @e965/xlsx@0.20.3 fflate@0.8.2 >/dev/null

cat >ask.mjs <<'JS'
import { strToU8, zipSync } from 'fflate';
import * as xlsx from '@e965/xlsx';

const open = 'http://schemas.openxmlformats.org';
const main = `${open}/spreadsheetml/2006/main`;
const office = `${open}/officeDocument/2006/relationships`;
const type = 'application/vnd.openxmlformats-officedocument';
const rels = (list) =>
  `<Relationships xmlns="${open}/package/2006/relationships">${list
    .map(([id, kind, target]) => `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`)
    .join('')}</Relationships>`;
const text = (at, value) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
const parts = {
  '[Content_Types].xml': `<Types xmlns="${open}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>${[
    ['xl/workbook.xml', 'spreadsheetml.sheet.main'],
    ['xl/worksheets/sheet1.xml', 'spreadsheetml.worksheet'],
    ['xl/chartsheets/sheet1.xml', 'spreadsheetml.chartsheet'],
    ['xl/drawings/drawing1.xml', 'drawing'],
    ['xl/charts/chart1.xml', 'drawingml.chart'],
  ]
    .map(([part, kind]) => `<Override PartName="/${part}" ContentType="${type}.${kind}+xml"/>`)
    .join('')}</Types>`,
  '_rels/.rels': rels([['r1', 'officeDocument', 'xl/workbook.xml']]),
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Data" sheetId="1" r:id="r1"/><sheet name="Picture" sheetId="2" r:id="r2"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': rels([
    ['r1', 'worksheet', 'worksheets/sheet1.xml'],
    ['r2', 'chartsheet', 'chartsheets/sheet1.xml'],
  ]),
  'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData><row r="1">${text('A1', 'Pond')}${text('B1', 'Ducks')}</row><row r="2">${text('A2', 'North')}<c r="B2"><v>3</v></c></row></sheetData></worksheet>`,
  'xl/chartsheets/sheet1.xml': `<chartsheet xmlns="${main}" xmlns:r="${office}"><sheetViews><sheetView workbookViewId="0"/></sheetViews><drawing r:id="r1"/></chartsheet>`,
  'xl/chartsheets/_rels/sheet1.xml.rels': rels([['r1', 'drawing', '../drawings/drawing1.xml']]),
  'xl/drawings/drawing1.xml': `<xdr:wsDr xmlns:xdr="${open}/drawingml/2006/spreadsheetDrawing" xmlns:a="${open}/drawingml/2006/main"><xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/><xdr:graphicFrame macro=""><a:graphic><a:graphicData uri="${open}/drawingml/2006/chart"><c:chart xmlns:c="${open}/drawingml/2006/chart" xmlns:r="${office}" r:id="r1"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor></xdr:wsDr>`,
  'xl/drawings/_rels/drawing1.xml.rels': rels([['r1', 'chart', '../charts/chart1.xml']]),
  'xl/charts/chart1.xml': `<c:chartSpace xmlns:c="${open}/drawingml/2006/chart"><c:chart><c:plotArea><c:barChart><c:ser><c:idx val="0"/><c:tx><c:strRef><c:f>Data!$B$1</c:f><c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>Ducks</c:v></c:pt></c:strCache></c:strRef></c:tx><c:val><c:numRef><c:f>Data!$B$2</c:f><c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="1"/><c:pt idx="0"><c:v>3</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>`,
};
const file = zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, strToU8(xml)])));
const book = xlsx.read(file, { type: 'array' });
for (const name of book.SheetNames) {
  const sheet = book.Sheets[name];
  const cells = Object.keys(sheet)
    .filter((key) => !key.startsWith('!'))
    .map((key) => `${key}=${sheet[key].v}|w=${sheet[key].w}`);
  console.log(`${name}: type=${sheet['!type']} ${cells.join(' ')}`);
}
JS

node ask.mjs | tee seen
diff seen - <<'SEEN'
Data: type=undefined A1=Pond|w=Pond B1=Ducks|w=Ducks A2=North|w=North B2=3|w=3
Picture: type=chart A1=3|w=undefined
SEEN
