#!/usr/bin/env bash
# papaparse 5.7.1. The delimiter of a two-column file depends on whether the file ends with a newline.
#
# Guess: a file whose every line holds exactly one semicolon is read as two columns, with or without a newline at its end.
# Seen: without it, always. With it, a file of up to nine rows is read as one column with a comma as its delimiter, and one
# of twelve rows as two columns. The empty last line counts as a row with one field when delimiters are compared.
#
#     2 rows, no newline at the end: ";" 2 columns
#     2 rows, newline at the end: "," 1 columns
#     9 rows, newline at the end: "," 1 columns
#     12 rows, newline at the end: ";" 2 columns
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund papaparse@5.7.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import papaparse from 'papaparse';

const file = (rows, end) => Array.from({ length: rows }, (_, n) => `name ${n};value ${n}`).join('\n') + end;
for (const [rows, end] of [[2, ''], [2, '\n'], [9, '\n'], [12, '\n']]) {
  const { meta, data } = papaparse.parse(file(rows, end));
  const what = `${rows} rows, ${end ? 'newline' : 'no newline'} at the end`;
  console.log(`${what}: ${JSON.stringify(meta.delimiter)} ${data[0].length} columns`);
}
PROBE

cat >expected.txt <<'EXPECTED'
2 rows, no newline at the end: ";" 2 columns
2 rows, newline at the end: "," 1 columns
9 rows, newline at the end: "," 1 columns
12 rows, newline at the end: ";" 2 columns
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
