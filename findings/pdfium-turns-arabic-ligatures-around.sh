#!/usr/bin/env bash
# @embedpdf/pdfium 2.15.1 (PDFium in WebAssembly), Node 20 or later
#
# Guess: PDFium gives Arabic in reading order, so a lam-alef ligature, which the font maps to U+0644 U+0627, reads lam, alef.
# Behaviour: it turns a run from right to left around letter by letter, after a glyph became two letters: alef comes before lam.
# Every word with that ligature (and they are many) is misspelt, and a search for it finds nothing. The two letters have the same
# box, which is how they can be told and put right.
# Output seen (beh, then the ligature; drawn from left to right as fonts do):
#   wanted 0628 0644 0627, got 0628 0627 0644
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
const map = `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <ff> endcodespacerange
2 beginbfchar <41> <06440627> <42> <0628> endbfchar endcmap end`;
// On the page the ligature is left of the letter that is read before it.
const objects = [
  '<< /Type /Catalog /Pages 2 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>',
  stream('BT /F 12 Tf 50 200 Td (AB) Tj ET'),
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>',
  stream(map),
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
console.log(`wanted 0628 0644 0627, got ${[...whole].map((letter) => hex(letter.codePointAt(0))).join(' ')}`);
JS

node ask.mjs | tee seen
diff seen - <<'SEEN'
wanted 0628 0644 0627, got 0628 0627 0644
SEEN
