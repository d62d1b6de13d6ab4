#!/usr/bin/env bash
# file-type 22.3.0. Plain text.
#
# Guess: it knows binary formats only (its README says so), so for a text it returns undefined, and `undefined` can be read as "may be
# text". Seen: some signatures are words or letters of usual sentences, and no other byte is looked at.
# "free", "wide" and "ftyp" behind four characters are a film; "BM", "MZ" and "FWS" at the beginning a picture, a program and Flash.
# So whether an upload is taken depends on how its first sentence begins. That all of it is UTF-8 text has to be looked at first.
#
#     "Our free plan has two users.": video/quicktime
#     "The wide gate is closed at night.": video/quicktime
#     "See ftypes.md for the types of fields.": video/mp4
#     "BM25 ranks passages by their words.": image/bmp
#     "SQLite is the default store.": application/x-sqlite3
#     "MZ-80 manual, second edition.": application/x-msdownload
#     "FWS: Fish and Wildlife Service.": application/x-shockwave-flash
#     "Your free plan has two users.": undefined
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund file-type@22.3.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { fileTypeFromBuffer } from 'file-type';

for (const sentence of [
  'Our free plan has two users.',
  'The wide gate is closed at night.',
  'See ftypes.md for the types of fields.',
  'BM25 ranks passages by their words.',
  'SQLite is the default store.',
  'MZ-80 manual, second edition.',
  'FWS: Fish and Wildlife Service.',
  'Your free plan has two users.',
]) {
  const text = `${sentence} ${'More of the same text follows here.\n'.repeat(100)}`;
  console.log(`${JSON.stringify(sentence)}: ${(await fileTypeFromBuffer(Buffer.from(text)))?.mime}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
"Our free plan has two users.": video/quicktime
"The wide gate is closed at night.": video/quicktime
"See ftypes.md for the types of fields.": video/mp4
"BM25 ranks passages by their words.": image/bmp
"SQLite is the default store.": application/x-sqlite3
"MZ-80 manual, second edition.": application/x-msdownload
"FWS: Fish and Wildlife Service.": application/x-shockwave-flash
"Your free plan has two users.": undefined
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
