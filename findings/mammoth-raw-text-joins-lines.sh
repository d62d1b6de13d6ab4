#!/usr/bin/env bash
# mammoth 1.13.0 with a document by docx 9.15.2. Line breaks within a paragraph (Shift+Enter in Word), page breaks and footnotes.
#
# Guess: extractRawText() is the text of what convertToHtml() shows, without its form. Seen: a tab is kept, and a break leaves nothing, not
# even a space: the last word of a line and the first of the next are one word, and a house number and a postcode one number. Notes are
# left out, while the HTML has them at its end. No message is given for either.
#
#     raw text: "Pond Road 512345 Springfield\n\nname\tvalue\n\nend of pagenext page\n\nThe fee is 40 euros.\n\n"; 0 messages
#     HTML: <p>Pond Road 5<br />12345 Springfield</p> and the note: true
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund mammoth@1.13.0 docx@9.15.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { Document, FootnoteReferenceRun, Packer, PageBreak, Paragraph, TextRun } from 'docx';
import mammoth from 'mammoth';

const paragraph = (...children) => new Paragraph({ children });
const document = new Document({
  footnotes: { 1: { children: [paragraph(new TextRun('Students pay half.'))] } },
  sections: [
    {
      children: [
        paragraph(new TextRun('Pond Road 5'), new TextRun({ text: '12345 Springfield', break: 1 })),
        paragraph(new TextRun('name\tvalue')),
        paragraph(new TextRun('end of page'), new PageBreak(), new TextRun('next page')),
        paragraph(new TextRun('The fee is 40 euros.'), new FootnoteReferenceRun(1)),
      ],
    },
  ],
});
const buffer = await Packer.toBuffer(document);
const raw = await mammoth.extractRawText({ buffer });
const html = (await mammoth.convertToHtml({ buffer })).value;
console.log(`raw text: ${JSON.stringify(raw.value)}; ${raw.messages.length} messages`);
console.log(`HTML: ${html.slice(0, html.indexOf('</p>') + 4)} and the note: ${html.includes('Students pay half.')}`);
PROBE

cat >expected.txt <<'EXPECTED'
raw text: "Pond Road 512345 Springfield\n\nname\tvalue\n\nend of pagenext page\n\nThe fee is 40 euros.\n\n"; 0 messages
HTML: <p>Pond Road 5<br />12345 Springfield</p> and the note: true
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
