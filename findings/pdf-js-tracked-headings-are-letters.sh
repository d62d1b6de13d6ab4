#!/usr/bin/env bash
# pdf.js 6.1.200 (in unpdf 1.8.1) with PDFs by pdfkit 0.20.2; PDFium in @embedpdf/pdfium 2.15.1 beside it. Text with space between its
# letters, as designers set headings and as `letter-spacing` makes it.
#
# Guess: the words of the text, since the file says so: each is a run of letters with a real space behind it, and the space between letters
# is a setting of its own (Tc). Seen: from 0.102 of the letters' size on, pdf.js writes a space behind each letter, so that the spaces
# between words cannot be told from them. A search for a word of such a heading finds nothing. PDFium keeps the words.
#
#     0.05 of the size: pdf.js "Opening hours"; PDFium "Opening hours"
#     0.1 of the size: pdf.js "Opening hours"; PDFium "Opening hours"
#     0.11 of the size: pdf.js "O p e n i n g h o u r s"; PDFium "Opening hours"
#     0.2 of the size: pdf.js "O p e n i n g h o u r s"; PDFium "Opening hours"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund unpdf@1.8.1 pdfkit@0.20.2 @embedpdf/pdfium@2.15.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { init } from '@embedpdf/pdfium';
import PDFDocument from 'pdfkit';
import { extractText } from 'unpdf';

const wasmBinary = new Uint8Array(readFileSync('node_modules/@embedpdf/pdfium/dist/pdfium.wasm')).buffer;
const pdfium = await init({ wasmBinary });
pdfium.PDFiumExt_Init();
const { malloc } = pdfium.pdfium.wasmExports;
function readByPdfium(bytes) {
  const memory = malloc(bytes.length);
  pdfium.pdfium.HEAPU8.set(bytes, memory);
  const page = pdfium.FPDF_LoadPage(pdfium.FPDF_LoadMemDocument(memory, bytes.length, ''), 0);
  const text = pdfium.FPDFText_LoadPage(page);
  const count = pdfium.FPDFText_CountChars(text);
  const letters = Array.from({ length: count }, (_, at) => String.fromCharCode(pdfium.FPDFText_GetUnicode(text, at)));
  return letters.join('').trim();
}
for (const share of [0.05, 0.1, 0.11, 0.2]) {
  const document = new PDFDocument();
  document.fontSize(20).text('Opening hours', { characterSpacing: 20 * share }).end();
  const bytes = await buffer(document);
  const byPdfium = readByPdfium(bytes);
  const { text } = await extractText(new Uint8Array(bytes), { mergePages: true });
  console.log(`${share} of the size: pdf.js ${JSON.stringify(text)}; PDFium ${JSON.stringify(byPdfium)}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
0.05 of the size: pdf.js "Opening hours"; PDFium "Opening hours"
0.1 of the size: pdf.js "Opening hours"; PDFium "Opening hours"
0.11 of the size: pdf.js "O p e n i n g h o u r s"; PDFium "Opening hours"
0.2 of the size: pdf.js "O p e n i n g h o u r s"; PDFium "Opening hours"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
