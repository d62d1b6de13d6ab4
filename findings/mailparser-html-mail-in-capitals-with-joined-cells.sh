#!/usr/bin/env bash
# mailparser 3.14.2 (with html-to-text 10.0.1). The `text` of a mail that has only an HTML part is not what the reader of the mail saw.
#
# Guess: the words of the page, with a space or line end between the cells of a table. Seen: headings are in capitals, so "mW" is "MW", a
# billion times as much, and names such as iOS lose their spelling; header and cells of a table follow each other without anything
# between, so that the rows "A1 5" and "A15 0" are "A15A150". It is what html-to-text does by default; mailparser passes on no option
# for headings or tables. `html` is whole.
#
#     "OUTPUT IN MW, FOR IOS\n\nModelmWA15A150"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund mailparser@3.14.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { simpleParser } from 'mailparser';

const html =
  '<h2>Output in mW, for iOS</h2><table><tr><th>Model</th><th>mW</th></tr><tr><td>A1</td><td>5</td></tr><tr><td>A15</td><td>0</td></tr></table>';
const mail = await simpleParser(
  ['From: a@example.com', 'To: b@example.com', 'Subject: Output', 'Content-Type: text/html; charset=utf-8', '', html].join('\r\n'),
);
console.log(JSON.stringify(mail.text));
PROBE

cat >expected.txt <<'EXPECTED'
"OUTPUT IN MW, FOR IOS\n\nModelmWA15A150"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
