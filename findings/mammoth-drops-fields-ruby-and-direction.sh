#!/usr/bin/env bash
# mammoth 1.13.0. Text that Word shows is missing from extractRawText when it stands in a simple field (w:fldSimple), as the
# base of ruby, or in a run of the other direction (w:bdo).
#
# Guess: unknown wrappers are looked through, as mammoth does for w:smartTag and w:ins: what a reader sees is extracted.
# Seen: the content goes with the wrapper, with one message ("An unrecognised element was ignored"). A total kept in a
# document property, Japanese words with readings and text typed in an Arabic document are lost this way.
#
#     field "Total  euros"
#     ruby "A  B"
#     direction "Before  after"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund mammoth@1.13.0 fflate@0.8.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { strToU8, zipSync } from 'fflate';
import mammoth from 'mammoth';

const open = 'http://schemas.openxmlformats.org';
const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const rels = 'application/vnd.openxmlformats-package.relationships+xml';
const docx = (body) =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(
        `<Types xmlns="${open}/package/2006/content-types"><Default Extension="rels" ContentType="${rels}"/>` +
          `<Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
      ),
      '_rels/.rels': strToU8(
        `<Relationships xmlns="${open}/package/2006/relationships"><Relationship Id="r1" ` +
          `Type="${open}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
      'word/document.xml': strToU8(
        `<w:document xmlns:w="${open}/wordprocessingml/2006/main"><w:body><w:p>${body}</w:p></w:body></w:document>`,
      ),
    }),
  );
const run = (text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const bodies = {
  field: `${run('Total ')}<w:fldSimple w:instr=" DOCPROPERTY total ">${run('42')}</w:fldSimple>${run(' euros')}`,
  ruby:
    `${run('A ')}<w:r><w:ruby><w:rubyPr/><w:rt>${run('kan')}</w:rt>` +
    `<w:rubyBase>${run('漢')}</w:rubyBase></w:ruby></w:r>${run(' B')}`,
  direction: `${run('Before ')}<w:bdo w:val="rtl">${run('inside')}</w:bdo>${run(' after')}`,
};
for (const [name, body] of Object.entries(bodies)) {
  const { value } = await mammoth.extractRawText({ buffer: docx(body) });
  console.log(name, JSON.stringify(value.trim()));
}
PROBE

cat >expected.txt <<'EXPECTED'
field "Total  euros"
ruby "A  B"
direction "Before  after"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
