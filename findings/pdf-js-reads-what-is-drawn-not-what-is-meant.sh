#!/usr/bin/env bash
# pdf.js 6.1.200 (in unpdf 1.8.1) with a PDF by pdfkit 0.20.2; PDFium in @embedpdf/pdfium 2.15.1 beside it. Text that the file itself spells
# out, where what is drawn does not say it (`ActualText`).
#
# Guess: ActualText stands for what it encloses (ISO 32000, 14.9.4, which names the extraction of text as its use), so a reader of text gives
# it: the word without the hyphen of its line end, a power, the meaning of a sign that a font of icons draws for a letter. Seen: pdf.js does
# not look at it and gives the glyphs, so that a file whose maker did all that was asked of him has "con-\ntract", 106 and a letter. PDFium
# gives the text where it is with the content; neither does where it is in the tree of tags.
#
#     a hyphen: pdf.js "con-\ntract"; PDFium "contract"
#     a power: pdf.js "106 units"; PDFium "10^6 units"
#     an icon: pdf.js "Smoking: n"; PDFium "Smoking: no"
#     in the tags: pdf.js "106"; PDFium "106"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts unpdf@1.8.1 pdfkit@0.20.2 @embedpdf/pdfium@2.15.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { init } from '@embedpdf/pdfium';
import PDFDocument from 'pdfkit';
import { extractText, getDocumentProxy } from 'unpdf';

const marked = (file, actual, draw) => {
  file.markContent('Span', { actual });
  draw();
  file.endMarkedContent();
};
const power = (file) => file.fontSize(12).text('10', { continued: true }).fontSize(7).text('6', { continued: true, rise: 5 });
const drawings = {
  'a hyphen': (file) => marked(file, 'contract', () => file.text('con-').text('tract')),
  'a power': (file) => {
    marked(file, '10^6', () => power(file));
    file.fontSize(12).text(' units');
  },
  'an icon': (file) => {
    file.text('Smoking: ', { continued: true });
    marked(file, 'no', () => file.font('ZapfDingbats').text('n'));
  },
  'in the tags': (file) => {
    const root = file.struct('Document');
    file.addStructure(root);
    root.add(file.struct('P', {}, [file.struct('Span', { actual: '10^6' }, () => power(file))]));
    root.end();
  },
};
async function write(draw) {
  const file = new PDFDocument({ tagged: true });
  const parts = [];
  file.on('data', (part) => parts.push(part));
  const ended = new Promise((resolve) => file.on('end', resolve));
  draw(file);
  file.end();
  await ended;
  return Buffer.concat(parts);
}
const wasmBinary = readFileSync(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
const pdfium = await init({ wasmBinary });
pdfium.PDFiumExt_Init();
function byPdfium(bytes) {
  const { wasmExports, HEAPU8 } = pdfium.pdfium;
  const address = wasmExports.malloc(bytes.length);
  HEAPU8.set(bytes, address);
  const page = pdfium.FPDF_LoadPage(pdfium.FPDF_LoadMemDocument(address, bytes.length, ''), 0);
  const text = pdfium.FPDFText_LoadPage(page);
  const count = pdfium.FPDFText_CountChars(text);
  const buffer = wasmExports.malloc(2 * count + 2);
  pdfium.FPDFText_GetText(text, 0, count, buffer);
  return pdfium.pdfium.UTF16ToString(buffer).replaceAll('\r', '');
}
for (const [name, draw] of Object.entries(drawings)) {
  const bytes = await write(draw);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  console.log(`${name}: pdf.js ${JSON.stringify(text)}; PDFium ${JSON.stringify(byPdfium(bytes))}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
a hyphen: pdf.js "con-\ntract"; PDFium "contract"
a power: pdf.js "106 units"; PDFium "10^6 units"
an icon: pdf.js "Smoking: n"; PDFium "Smoking: no"
in the tags: pdf.js "106"; PDFium "106"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
