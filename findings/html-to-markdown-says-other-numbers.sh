#!/usr/bin/env bash
# turndown 7.2.5 (with turndown-plugin-gfm 1.0.2), node-html-markdown 2.0.0 and html-to-text 10.0.1. Numbers of a page.
#
# Guess: what Markdown has no sign for stays as HTML, which Markdown allows, or is written in signs (10^6), as numbers of a list and struck
# out words have signs of their own. Seen: none says that a figure is raised, so that a million is 106. A price that is struck out stands
# beside the new one as if both held, in turndown without the plugin and in html-to-text. A list that says its numbers gets others:
# node-html-markdown begins each list with 1, and none looks at `value`, with which laws and minutes go on where they stopped.
# html-to-text joins a term to what is said of it, and that to the next term.
#
#     a power: turndown "106 units of CO2",
#         with gfm "106 units of CO2", node-html-markdown "106 units of CO2", html-to-text "106 units of CO2"
#     a price: turndown "The fee is 40 30 euros.",
#         with gfm "The fee is ~40~ 30 euros.", node-html-markdown "The fee is ~~40~~ 30 euros.", html-to-text "The fee is 40 30 euros."
#     a start: turndown "7. Rent",
#         with gfm "7. Rent", node-html-markdown "1. Rent", html-to-text "7. Rent"
#     a value: turndown "1. Rent / 2. Pets",
#         with gfm "1. Rent / 2. Pets", node-html-markdown "1. Rent / 2. Pets", html-to-text "1. Rent / 2. Pets"
#     a term: turndown "Fee / 40 / 10 days / notice",
#         with gfm "Fee / 40 / 10 days / notice", node-html-markdown "Fee / 40 / 10 days / notice", html-to-text "Fee4010 daysnotice"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts turndown@7.2.5 turndown-plugin-gfm@1.0.2 node-html-markdown@2.0.0 html-to-text@10.0.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { convert } from 'html-to-text';
import { NodeHtmlMarkdown } from 'node-html-markdown';
import TurndownService from 'turndown';
import { gfm } from 'turndown-plugin-gfm';

const pages = {
  'a power': '<p>10<sup>6</sup> units of CO<sub>2</sub></p>',
  'a price': '<p>The fee is <del>40</del> 30 euros.</p>',
  'a start': '<ol start="7"><li>Rent</li></ol>',
  'a value': '<ol><li>Rent</li><li value="7">Pets</li></ol>',
  'a term': '<dl><dt>Fee</dt><dd>40</dd><dt>10 days</dt><dd>notice</dd></dl>',
};
const plain = new TurndownService();
const extended = new TurndownService();
extended.use(gfm);
const readers = {
  turndown: (html) => plain.turndown(html),
  'with gfm': (html) => extended.turndown(html),
  'node-html-markdown': (html) => NodeHtmlMarkdown.translate(html),
  'html-to-text': (html) => convert(html),
};
const short = (text) => JSON.stringify(text.trim().replace(/ +/g, ' ').replace(/\n+ ?/g, ' / '));
for (const [name, html] of Object.entries(pages))
  console.log(`${name}: ${Object.entries(readers).map(([reader, read]) => `${reader} ${short(read(html))}`).join(', ')}`);
PROBE

cat >expected.txt <<'EXPECTED'
a power: turndown "106 units of CO2", with gfm "106 units of CO2", node-html-markdown "106 units of CO2", html-to-text "106 units of CO2"
a price: turndown "The fee is 40 30 euros.", with gfm "The fee is ~40~ 30 euros.", node-html-markdown "The fee is ~~40~~ 30 euros.", html-to-text "The fee is 40 30 euros."
a start: turndown "7. Rent", with gfm "7. Rent", node-html-markdown "1. Rent", html-to-text "7. Rent"
a value: turndown "1. Rent / 2. Pets", with gfm "1. Rent / 2. Pets", node-html-markdown "1. Rent / 2. Pets", html-to-text "1. Rent / 2. Pets"
a term: turndown "Fee / 40 / 10 days / notice", with gfm "Fee / 40 / 10 days / notice", node-html-markdown "Fee / 40 / 10 days / notice", html-to-text "Fee4010 daysnotice"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
