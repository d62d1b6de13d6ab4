#!/usr/bin/env bash
# pdf-parse 2.4.5 with PDFs by pdfkit 0.20.2. getText() of a file of two pages, and of one that is only a picture.
#
# Guess: `text` is what stands on the pages, as in version 1, and a scan gives none, which is how one sees that it needs OCR. Seen: below
# each page, `text` has a line of the library's own, "-- 1 of 2 --". It stands in the middle of sentences that go on overleaf, is cut,
# embedded and quoted like the rest, and the text of a scan is never empty. `text` of each page in `pages` is free of it, and so is
# getText({ pageJoiner: '' }), of which the README says nothing where it shows getText().
#
#     written: "The engineer is called on extension\n\n-- 1 of 2 --\n\n4100, at any hour.\n\n-- 2 of 2 --"
#     pages: ["The engineer is called on extension","4100, at any hour."]
#     scanned: "-- 1 of 1 --"
#     scanned, pageJoiner '': ""
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund pdf-parse@2.4.5 pdfkit@0.20.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { PDFParse } from 'pdf-parse';

async function make(draw) {
  const document = new PDFDocument();
  const whole = buffer(document);
  draw(document);
  document.end();
  return new Uint8Array(await whole);
}

const read = async (data, options) => {
  const parser = new PDFParse({ data: data.slice() });
  const result = await parser.getText(options);
  await parser.destroy();
  return result;
};

const written = await read(
  await make((document) => document.text('The engineer is called on extension').addPage().text('4100, at any hour.')),
);
// A grey area, where a scanner would put its picture.
const scan = await make((document) => document.rect(72, 72, 400, 600).fill('#cccccc'));
console.log('written:', JSON.stringify(written.text.trim()));
console.log('pages:', JSON.stringify(written.pages.map(({ text }) => text)));
console.log('scanned:', JSON.stringify((await read(scan)).text.trim()));
console.log("scanned, pageJoiner '':", JSON.stringify((await read(scan, { pageJoiner: '' })).text.trim()));
PROBE

cat >expected.txt <<'EXPECTED'
written: "The engineer is called on extension\n\n-- 1 of 2 --\n\n4100, at any hour.\n\n-- 2 of 2 --"
pages: ["The engineer is called on extension","4100, at any hour."]
scanned: "-- 1 of 1 --"
scanned, pageJoiner '': ""
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
