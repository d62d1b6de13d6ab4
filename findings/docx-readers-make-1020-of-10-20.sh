#!/usr/bin/env bash
# word-extractor 1.0.4 and officeparser 8.1.1, beside mammoth 1.13.0. A docx with the hyphen that Word writes for Ctrl+Shift+Hyphen, and with
# a paragraph that was moved while changes were tracked.
#
# Guess: a hyphen that must not break is a hyphen in the text (U+2011 or `-`); of what was moved, the text has the new place, as it has what
# was inserted and not what was deleted. Seen: Word writes that hyphen as an element, `w:noBreakHyphen`, and both drop it, so that "10-20 days"
# are 1020 days and a part number is another one. word-extractor knows insertions and deletions and not moves: what was moved is there twice.
#
#     mammoth: "Notice: 10‑20 days." "Clause A." "Clause B."
#     officeparser: "Notice: 1020 days." "Clause A." "Clause B."
#     word-extractor: "Notice: 1020 days." "Clause B." "Clause A." "Clause B."
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts word-extractor@1.0.4 officeparser@8.1.1 mammoth@1.13.0 fflate@0.8.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { strToU8, zipSync } from 'fflate';
import mammoth from 'mammoth';
import { parseOffice } from 'officeparser';
import WordExtractor from 'word-extractor';

const packages = 'http://schemas.openxmlformats.org/package/2006';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const who = 'w:author="A" w:date="2026-01-15T12:00:00Z"';
const run = (text) => `<w:r><w:t>${text}</w:t></w:r>`;
const moved = (kind, first, id) => `<w:p><w:pPr><w:rPr><w:${kind} w:id="${id}" ${who}/></w:rPr></w:pPr>
  <w:${kind}RangeStart w:id="${id + 1}" w:name="move1" ${who}/><w:${kind} w:id="${id + 2}" ${who}>${run(first)}</w:${kind}><w:${kind}RangeEnd w:id="${id + 1}"/></w:p>`;
const parts = {
  '[Content_Types].xml': `<Types xmlns="${packages}/content-types">
    <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
    <Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${packages}/relationships">
    <Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
  'word/document.xml': `<w:document xmlns:w="${word}"><w:body>
    <w:p>${run('Notice: 10')}<w:r><w:noBreakHyphen/></w:r>${run('20 days.')}</w:p>
    ${moved('moveFrom', 'Clause B.', 10)}<w:p>${run('Clause A.')}</w:p>${moved('moveTo', 'Clause B.', 20)}<w:sectPr/></w:body></w:document>`,
};
const entries = Object.entries(parts).map(([name, xml]) => [name, strToU8(`<?xml version="1.0" encoding="UTF-8"?>${xml}`)]);
const buffer = Buffer.from(zipSync(Object.fromEntries(entries)));
const readers = {
  mammoth: async () => (await mammoth.extractRawText({ buffer })).value,
  officeparser: async () => (await (await parseOffice(buffer)).to('text')).value,
  'word-extractor': async () => (await new WordExtractor().extract(buffer)).getBody(),
};
for (const [name, read] of Object.entries(readers)) {
  const lines = (await read()).split('\n').map((line) => line.trim()).filter(Boolean);
  console.log(`${name}: ${lines.map((line) => JSON.stringify(line)).join(' ')}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
mammoth: "Notice: 10‑20 days." "Clause A." "Clause B."
officeparser: "Notice: 1020 days." "Clause A." "Clause B."
word-extractor: "Notice: 1020 days." "Clause B." "Clause A." "Clause B."
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
