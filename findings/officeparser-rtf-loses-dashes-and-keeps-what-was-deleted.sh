#!/usr/bin/env bash
# officeparser 8.1.1. A document as RTF, with the words that Word writes for dashes, breaks and tracked changes.
#
# Guess: `\endash` is a dash and `\page` a break between words; of tracked changes, the text has what was inserted and not what was deleted, as
# officeparser gives it for the same document as docx. Seen: `\lquote` and the like are known, and the dashes are dropped with nothing in their
# place: from 10 to 20 days are 1020 days. A breaking place within a word (`\-`) takes the number behind it along, a hyphen that must not break
# is an underscore. Page and column breaks join words. What was deleted stands before what was inserted, so that a fee that rose from 40 to 50
# euros is 4050 euros.
#
#     range: "1020 days"
#     hyphens: "part AB_20, room B"
#     break: "end of pagenext page"
#     tracked: "The fee is 4050 euros."
#     quotes: "‘so’"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts officeparser@8.1.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { parseOffice } from 'officeparser';

const texts = {
  range: '10\\endash 20 days',
  hyphens: 'part AB\\_20, room B\\-20',
  break: 'end of page\\page next page',
  tracked: 'The fee is {\\deleted\\revauthdel1 40}{\\revised\\revauth1 50} euros.',
  quotes: '\\lquote so\\rquote ',
};
for (const [name, text] of Object.entries(texts)) {
  const file = Buffer.from(`{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\revtbl{Unknown;}{A. Example;}}\\pard\\f0 ${text}\\par}`, 'latin1');
  console.log(`${name}: ${JSON.stringify((await (await parseOffice(file)).to('text')).value.trim())}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
range: "1020 days"
hyphens: "part AB_20, room B"
break: "end of pagenext page"
tracked: "The fee is 4050 euros."
quotes: "‘so’"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
