#!/usr/bin/env bash
# @embedpdf/pdfium 2.15.1 (PDFium in WebAssembly), Node 20 or later
#
# Guess: a hyphen at the end of a line is U+002D, whichever function is asked, and a line end follows it.
# Behaviour: a word that is cut at the line end is put together, without a line end. For its hyphen, FPDFText_GetUnicode says U+0002 and
# FPDFText_GetText U+FFFE, a code that is no character; only FPDFText_IsHyphen says what it is. Who takes control characters out of a
# text loses the hyphen, and compounds such as "well-known" become one word.
# Output seen (of "well-" above "known"):
#   GetUnicode: 0002, GetText: fffe, IsHyphen: 1, line ends: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedpdf/pdfium@2.15.1 >/dev/null

cat >ask.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { init } from '@embedpdf/pdfium';

const stream = (text) => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;
const objects = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
  stream('BT /F 12 Tf 14 TL 50 200 Td (this is well-) Tj T* (known to us) Tj ET'),
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
];
let file = '%PDF-1.7\n';
const offsets = objects.map((object, at) => {
  const offset = file.length;
  file += `${at + 1} 0 obj\n${object}\nendobj\n`;
  return offset;
});
const table = file.length;
file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;

const wasmBinary = new Uint8Array(readFileSync('node_modules/@embedpdf/pdfium/dist/pdfium.wasm')).buffer;
const pdfium = await init({ wasmBinary });
pdfium.PDFiumExt_Init();
const { malloc } = pdfium.pdfium.wasmExports;
const bytes = Buffer.from(file, 'latin1');
const memory = malloc(bytes.length);
pdfium.pdfium.HEAPU8.set(bytes, memory);
const page = pdfium.FPDF_LoadPage(pdfium.FPDF_LoadMemDocument(memory, bytes.length, ''), 0);
const text = pdfium.FPDFText_LoadPage(page);
const count = pdfium.FPDFText_CountChars(text);
const codes = Array.from({ length: count }, (_, at) => pdfium.FPDFText_GetUnicode(text, at));
const buffer = malloc((count + 1) * 2);
const units = pdfium.FPDFText_GetText(text, 0, count, buffer);
const whole = Buffer.from(pdfium.pdfium.HEAPU8.buffer, buffer, (units - 1) * 2).toString('utf16le');
const hex = (code) => code.toString(16).padStart(4, '0');
const at = [...'this is well'].length;
const ends = [...whole].filter((character) => character === '\n').length;
console.log(
  `GetUnicode: ${hex(codes[at])}, GetText: ${hex(whole.charCodeAt(at))}, IsHyphen: ${pdfium.FPDFText_IsHyphen(text, at)}, line ends: ${ends}`,
);
JS

node ask.mjs | tee seen
diff seen - <<'SEEN'
GetUnicode: 0002, GetText: fffe, IsHyphen: 1, line ends: 0
SEEN
