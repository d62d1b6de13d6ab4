#!/usr/bin/env bash
# mammoth 1.13.0. Ordinary Word files come out with hidden words shown, words joined, and cells in the wrong column.
#
# Guess: text that Word hides (w:vanish) is left out, a carriage return (w:cr) and a tab to a position (w:ptab) part words as w:br and
# w:tab do, and a row that begins one column later (w:gridBefore) gets an empty cell first. Seen: hidden text is in the result like any
# other; the words around w:cr and w:ptab become one word, with a warning; the late row's cell is under the first heading, without a
# warning.
#
#     hidden: <p>seen unseen</p>
#     break: <p>northsouth</p> (1 warning)
#     tab: <p>northsouth</p> (1 warning)
#     late row: <table><tr><td><p>A</p></td><td><p>B</p></td></tr><tr><td><p>of B</p></td></tr></table>
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund mammoth@1.13.0 fflate@0.8.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { strToU8, zipSync } from 'fflate';
import mammoth from 'mammoth';

const XML = '<?xml version="1.0"?>';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const file = (body) =>
  Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(
        `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${MAIN}"/></Types>`,
      ),
      '_rels/.rels': strToU8(
        `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}" Target="word/document.xml"/></Relationships>`,
      ),
      'word/document.xml': strToU8(`${XML}<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`),
    }),
  );
const cell = (text) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`;
const bodies = {
  hidden: `<w:p><w:r><w:t xml:space="preserve">seen </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>`,
  break: '<w:p><w:r><w:t>north</w:t><w:cr/><w:t>south</w:t></w:r></w:p>',
  tab: '<w:p><w:r><w:t>north</w:t><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/><w:t>south</w:t></w:r></w:p>',
  'late row': `<w:tbl><w:tr>${cell('A')}${cell('B')}</w:tr><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>${cell('of B')}</w:tr></w:tbl>`,
};
for (const [name, body] of Object.entries(bodies)) {
  const { value, messages } = await mammoth.convertToHtml({ buffer: file(body) });
  console.log(`${name}: ${value}${messages.length > 0 ? ` (${messages.length} warning)` : ''}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
hidden: <p>seen unseen</p>
break: <p>northsouth</p> (1 warning)
tab: <p>northsouth</p> (1 warning)
late row: <table><tr><td><p>A</p></td><td><p>B</p></td></tr><tr><td><p>of B</p></td></tr></table>
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
