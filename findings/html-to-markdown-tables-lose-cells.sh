#!/usr/bin/env bash
# turndown 7.2.5 with turndown-plugin-gfm 1.0.2, and node-html-markdown 2.0.0; their Markdown read by marked 18.2.1.
#
# Guess: a table that became Markdown has the cells of the page, since both escape what has a meaning in Markdown. Seen: turndown does not
# escape `|` in a cell. The cell is cut there, and the row's last cell, which is one too many, is dropped by who reads the Markdown, as the
# format demands. A heading over two columns becomes one column, and so the second cell of every row is dropped. A line break makes two
# rows, and a list ends the table. node-html-markdown keeps the cells, and joins the words and numbers in them.
#
#     a cell with |: turndown [Command, Does] [`ls, wc`]
#     a cell with |: node-html-markdown [Command, Does] [ls | wc, counts files]
#     a heading over two columns: turndown [Opening hours] [Sunday]
#     a heading over two columns: node-html-markdown [Opening hours, ] [Sunday, closed]
#     a line break: turndown [Address, Fee] [Pond Road 5, ] [12345 Springfield, 40 euros]
#     a line break: node-html-markdown [Address, Fee] [Pond Road 512345 Springfield, 40 euros]
#     a list: turndown [Size, Fee] [, ]
#     a list: node-html-markdown [Size, Fee] [512, 40 euros]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund turndown@7.2.5 turndown-plugin-gfm@1.0.2 node-html-markdown@2.0.0 marked@18.2.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { marked } from 'marked';
import { NodeHtmlMarkdown } from 'node-html-markdown';
import TurndownService from 'turndown';
import { gfm } from 'turndown-plugin-gfm';

const turndown = new TurndownService();
turndown.use(gfm);
const row = (tag, cells) => `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
const table = (head, ...rows) =>
  `<table><thead>${head}</thead><tbody>${rows.map((cells) => row('td', cells)).join('')}</tbody></table>`;
const pages = {
  'a cell with |': table(row('th', ['Command', 'Does']), ['<code>ls | wc</code>', 'counts files']),
  'a heading over two columns': table('<tr><th colspan="2">Opening hours</th></tr>', ['Sunday', 'closed']),
  'a line break': table(row('th', ['Address', 'Fee']), ['Pond Road 5<br>12345 Springfield', '40 euros']),
  'a list': table(row('th', ['Size', 'Fee']), ['<ul><li>5</li><li>12</li></ul>', '40 euros']),
};
// The cells of each row of the tables that a reader finds.
function cells(markdown) {
  const tables = marked.lexer(markdown).filter(({ type }) => type === 'table');
  const rows = tables.flatMap(({ header, rows }) => [header, ...rows]);
  return rows.map((row) => `[${row.map(({ text }) => text.trim()).join(', ')}]`).join(' ');
}
for (const [name, html] of Object.entries(pages)) {
  console.log(`${name}: turndown ${cells(turndown.turndown(html))}`);
  console.log(`${name}: node-html-markdown ${cells(NodeHtmlMarkdown.translate(html))}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
a cell with |: turndown [Command, Does] [`ls, wc`]
a cell with |: node-html-markdown [Command, Does] [ls | wc, counts files]
a heading over two columns: turndown [Opening hours] [Sunday]
a heading over two columns: node-html-markdown [Opening hours, ] [Sunday, closed]
a line break: turndown [Address, Fee] [Pond Road 5, ] [12345 Springfield, 40 euros]
a line break: node-html-markdown [Address, Fee] [Pond Road 512345 Springfield, 40 euros]
a list: turndown [Size, Fee] [, ]
a list: node-html-markdown [Size, Fee] [512, 40 euros]
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
