#!/usr/bin/env bash
# @embedpdf/pdfium 2.15.1 (PDFium in WebAssembly), Node 20 or later
#
# Guess: with a form environment open and a page loaded, FPDFAnnot_IsChecked says whether a box is ticked.
# Behaviour: it says no for every box until FORM_OnAfterLoadPage was called for the page, and yes from then on. The field's
# value (FPDFAnnot_GetFormFieldValue) is right from the beginning, so one question about the same field is answered and the other
# is not; there is no error.
# Output seen:
#   loaded: checked=false value=Yes
#   announced: checked=true value=Yes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedpdf/pdfium@2.15.1 >/dev/null

cat >ask.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { init } from '@embedpdf/pdfium';

const objects = [
  '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Annots [4 0 R] >>',
  '<< /Type /Annot /Subtype /Widget /FT /Btn /T (Smoker) /V /Yes /AS /Yes /Rect [10 10 30 30] /AP << /N << /Yes 5 0 R /Off 5 0 R >> >> >>',
  '<< /Type /XObject /Subtype /Form /BBox [0 0 20 20] /Length 0 >>\nstream\n\nendstream',
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
const document = pdfium.FPDF_LoadMemDocument(memory, bytes.length, '');
const form = pdfium.PDFiumExt_InitFormFillEnvironment(document, pdfium.PDFiumExt_OpenFormFillInfo());
const page = pdfium.FPDF_LoadPage(document, 0);
const say = (when) => {
  const annotation = pdfium.FPDFPage_GetAnnot(page, 0);
  const buffer = malloc(64);
  pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, 64);
  const checked = Boolean(pdfium.FPDFAnnot_IsChecked(form, annotation));
  console.log(`${when}: checked=${checked} value=${pdfium.pdfium.UTF16ToString(buffer)}`);
};
say('loaded');
pdfium.FORM_OnAfterLoadPage(page, form);
say('announced');
JS

node ask.mjs | tee seen
diff seen - <<'SEEN'
loaded: checked=false value=Yes
announced: checked=true value=Yes
SEEN
