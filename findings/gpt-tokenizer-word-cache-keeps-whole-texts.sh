#!/usr/bin/env bash
# gpt-tokenizer 4.0.0. Counting the tokens of texts keeps the texts in memory.
#
# Guess: countTokens() returns a number and keeps nothing but, at most, a small cache of words. Seen: its cache of merged words
# (100,000 by default) holds each rare word as a slice of the text that it was found in, and so the whole text: 500 texts of
# 112 kB with one new word each leave 56 MB behind, and the same texts with a word that is known already nothing. A long-running
# service grows until the cache has turned over. setMergeCacheSize() bounds it.
#
#     500 texts with a known word keep 0 MB
#     500 texts with a new word each keep 56 MB
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund gpt-tokenizer@4.0.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

const prose = 'The quick brown fox jumps over the lazy dog. '.repeat(2500);
// Sixteen letters, another word for each number.
const word = (n) => `q${[...`${n}`.padStart(15, '0')].map((digit) => 'zxwvutsrpk'[digit]).join('')}`;
const heap = () => {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
};
countTokens(`${prose} ${word(0)}`);
for (const [name, wordOf] of [['a known word', () => word(0)], ['a new word each', word]]) {
  const before = heap();
  // From bytes, as a file is read: a string of its own for each text.
  for (let n = 1; n <= 500; n++) countTokens(Buffer.from(`${prose} ${wordOf(n)}.`).toString('utf8'));
  console.log(`500 texts with ${name} keep ${Math.max(0, Math.round((heap() - before) / 8e6) * 8)} MB`);
}
PROBE

cat >expected.txt <<'EXPECTED'
500 texts with a known word keep 0 MB
500 texts with a new word each keep 56 MB
EXPECTED

node --expose-gc probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
