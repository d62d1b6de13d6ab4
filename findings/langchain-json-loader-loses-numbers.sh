#!/usr/bin/env bash
# @langchain/classic 1.0.50 with @langchain/core 1.4.0. JSONLoader and JSONLinesLoader, which make documents of a JSON file.
#
# Guess: what JSON holds is loaded: the file as text, or each value with its key. Seen: JSONLoader makes a document of each string, and
# numbers, true and false are gone without a word, as are the keys: of a room's price and number of seats nothing is left, and
# "closed" says no more of what. A pointer to a number gives no documents. JSONLinesLoader, asked for a field that is a number, makes a
# document without text for each line, which is then embedded and stored.
#
#     all: "Hall","9 to 8","closed"
#     /price: nothing
#     lines, /price: "",""
#     lines, /name: "Hall","Pool"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @langchain/classic@1.0.50 @langchain/core@1.4.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { JSONLinesLoader, JSONLoader } from '@langchain/classic/document_loaders/fs/json';

const hall = { name: 'Hall', price: 12.5, seats: 80, heated: true, hours: { monday: '9 to 8', sunday: 'closed' } };
const one = new Blob([JSON.stringify(hall)]);
const lines = new Blob([hall, { name: 'Pool', price: 4 }].map((room) => `${JSON.stringify(room)}\n`));
async function load(name, loader) {
  const texts = (await loader.load()).map(({ pageContent }) => JSON.stringify(pageContent));
  console.log(`${name}: ${texts.join() || 'nothing'}`);
}
await load('all', new JSONLoader(one));
await load('/price', new JSONLoader(one, '/price'));
await load('lines, /price', new JSONLinesLoader(lines, '/price'));
await load('lines, /name', new JSONLinesLoader(lines, '/name'));
PROBE

cat >expected.txt <<'EXPECTED'
all: "Hall","9 to 8","closed"
/price: nothing
lines, /price: "",""
lines, /name: "Hall","Pool"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
