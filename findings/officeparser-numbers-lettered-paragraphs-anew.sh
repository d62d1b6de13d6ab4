#!/usr/bin/env bash
# officeparser 8.1.1 with a document by docx 9.15.2. Numbered paragraphs get other numbers than the document shows.
#
# Guess: "§ 7 Rent", "(a) is due monthly", or no number at all. Seen: each level is counted as 1., 2., 3. with its own start, whatever
# its format and its text are. The reference in the last paragraph, "§ 7 (b)", leads to nothing that the text holds; where a document
# refers to "2.", it would lead to the wrong paragraph.
#
#     "7. Rent\n    1. is due monthly\n    2. may be paid by the week\n8. Pets, see § 7 (b)"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund officeparser@8.1.1 docx@9.15.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { writeFileSync } from 'node:fs';
import * as docx from 'docx';
import { parseOffice } from 'officeparser';

const item = (text, level = 0) => new docx.Paragraph({ text, numbering: { reference: 'rules', level } });
const document = new docx.Document({
  numbering: {
    config: [
      {
        reference: 'rules',
        levels: [
          { level: 0, format: 'decimal', text: '§ %1', start: 7 },
          { level: 1, format: 'lowerLetter', text: '(%2)' },
        ],
      },
    ],
  },
  sections: [{ children: [item('Rent'), item('is due monthly', 1), item('may be paid by the week', 1), item('Pets, see § 7 (b)')] }],
});
writeFileSync('rules.docx', await docx.Packer.toBuffer(document));
const parsed = await parseOffice('rules.docx');
console.log(JSON.stringify((await parsed.to('text')).value));
PROBE

cat >expected.txt <<'EXPECTED'
"7. Rent\n    1. is due monthly\n    2. may be paid by the week\n8. Pets, see § 7 (b)"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
