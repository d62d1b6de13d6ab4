#!/usr/bin/env bash
# mammoth 1.13.0, officeparser 8.1.1 and word-extractor 1.0.4. A form in Word that was filled in: boxes and choices, of content controls and of
# the older form fields, and a letter that was written by a field.
#
# Guess: what Word shows of a form is in the text: ☒ and ☐, the chosen entry; of a field that decides by another field, its result alone.
# Seen: mammoth's extractRawText() drops each box, so that yes and no are the same line (its HTML has them as `input`); word-extractor and
# officeparser keep boxes that are controls, and drop those that are fields. The choice of a drop-down field is in the field's own data alone, as an
# index, and no reader has it. And all three show what the inner field came to, which Word works with and does not show: the letter says "fMs".
#
#     controls: mammoth "Yes  No", officeparser "☒ Yes ☐ No", word-extractor "☒ Yes ☐ No"
#     fields: mammoth "Yes  No", officeparser "Yes  No", word-extractor "Yes  No"
#     choice: mammoth "For .", officeparser "For .", word-extractor "For ."
#     letter: mammoth "Dear fMs Example", officeparser "Dear fMs Example", word-extractor "Dear fMs Example"
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
const word2010 = 'http://schemas.microsoft.com/office/word/2010/wordml';
const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const run = (text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const mark = (type, inside = '') => `<w:r><w:fldChar w:fldCharType="${type}">${inside}</w:fldChar></w:r>`;
const code = (text) => `<w:r><w:instrText xml:space="preserve"> ${text} </w:instrText></w:r>`;
const field = (instructions, result, data = '') =>
  `${mark('begin', data && `<w:ffData><w:enabled/>${data}</w:ffData>`)}${instructions}${result && mark('separate') + run(result)}${mark('end')}`;
const control = (value) => `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="${value}"/></w14:checkbox></w:sdtPr><w:sdtContent>${run(value === 1 ? '☒' : '☐')}</w:sdtContent></w:sdt>`;
const box = (value) => field(code('FORMCHECKBOX'), '', `<w:checkBox><w:sizeAuto/><w:default w:val="${value}"/></w:checkBox>`);
const list = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="a month"/><w:listEntry w:val="a year"/></w:ddList>';
const paragraphs = {
  controls: `${control(1)}${run(' Yes ')}${control(0)}${run(' No')}`,
  fields: `${box(1)}${run(' Yes ')}${box(0)}${run(' No')}`,
  choice: `${run('For ')}${field(code('FORMDROPDOWN'), '', list)}${run('.')}`,
  letter: `${run('Dear ')}${field(`${code('IF')}${field(code('MERGEFIELD Sex'), 'f')}${code('= "f" "Ms" "Mr"')}`, 'Ms')}${run(' Example')}`,
};
const docx = (body) => {
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types">
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
      <Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}/relationships">
      <Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${word}" xmlns:w14="${word2010}"><w:body><w:p>${body}</w:p><w:sectPr/></w:body></w:document>`,
  };
  const entries = Object.entries(parts).map(([name, xml]) => [name, strToU8(`<?xml version="1.0" encoding="UTF-8"?>${xml}`)]);
  return Buffer.from(zipSync(Object.fromEntries(entries)));
};
const readers = {
  mammoth: async (buffer) => (await mammoth.extractRawText({ buffer })).value,
  officeparser: async (buffer) => (await (await parseOffice(buffer)).to('text')).value,
  'word-extractor': async (buffer) => (await new WordExtractor().extract(buffer)).getBody(),
};
for (const [name, body] of Object.entries(paragraphs)) {
  const seen = [];
  for (const [reader, read] of Object.entries(readers)) seen.push(`${reader} ${JSON.stringify((await read(docx(body))).trim())}`);
  console.log(`${name}: ${seen.join(', ')}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
controls: mammoth "Yes  No", officeparser "☒ Yes ☐ No", word-extractor "☒ Yes ☐ No"
fields: mammoth "Yes  No", officeparser "Yes  No", word-extractor "Yes  No"
choice: mammoth "For .", officeparser "For .", word-extractor "For ."
letter: mammoth "Dear fMs Example", officeparser "Dear fMs Example", word-extractor "Dear fMs Example"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
