#!/usr/bin/env bash
# unpdf 1.8.1, pdf-parse 2.4.5 and officeparser 8.1.1 (which bring pdf.js 6.1.200, 5.4.296 and 6.2.108). Two of them in one process.
#
# Guess: each has its own pdf.js, so what one does is nothing to the other. Seen: pdf.js in Node keeps its worker in
# `globalThis.pdfjsWorker`, loads its own only where it finds none, and refuses one of another version. So whether a PDF can be read
# depends on what was read before: officeparser reads, until some other part of the program has read by unpdf, and then no PDF any more.
#
#     unpdf: read, pdf-parse: The API version "5.4.296" does not match the Worker version "6.1.200".
#     pdf-parse: read, unpdf: read, pdf-parse: read
#     officeparser: read, unpdf: read, officeparser: The API version "6.2.108" does not match the Worker version "6.1.200".
#     officeparser: read, pdf-parse: read, officeparser: The API version "6.2.108" does not match the Worker version "5.4.296".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund unpdf@1.8.1 pdf-parse@2.4.5 officeparser@8.1.1 pdfkit@0.20.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { buffer } from 'node:stream/consumers';
import officeParser from 'officeparser';
import { PDFParse } from 'pdf-parse';
import PDFDocument from 'pdfkit';
import { extractText } from 'unpdf';

const document = new PDFDocument();
document.text('Forty days.').end();
const bytes = await buffer(document);
const readers = {
  unpdf: async () => (await extractText(new Uint8Array(bytes), { mergePages: true })).text,
  'pdf-parse': async () => (await new PDFParse({ data: new Uint8Array(bytes) }).getText()).text,
  officeparser: async () => (await (await officeParser.parseOffice(bytes)).to('text')).value,
};
const seen = [];
for (const name of process.argv.slice(2)) {
  const result = await readers[name]().then(
    (text) => (text.includes('Forty days.') ? 'read' : 'no text'),
    (error) => error.message.replace('[OfficeParser]: ', ''),
  );
  seen.push(`${name}: ${result}`);
}
console.log(seen.join(', '));
process.exit();
PROBE

cat >expected.txt <<'EXPECTED'
unpdf: read, pdf-parse: The API version "5.4.296" does not match the Worker version "6.1.200".
pdf-parse: read, unpdf: read, pdf-parse: read
officeparser: read, unpdf: read, officeparser: The API version "6.2.108" does not match the Worker version "6.1.200".
officeparser: read, pdf-parse: read, officeparser: The API version "6.2.108" does not match the Worker version "5.4.296".
EXPECTED

{
  node probe.mjs unpdf pdf-parse
  node probe.mjs pdf-parse unpdf pdf-parse
  node probe.mjs officeparser unpdf officeparser
  node probe.mjs officeparser pdf-parse officeparser
} >seen.txt 2>/dev/null
diff expected.txt seen.txt && echo 'as recorded'
