#!/usr/bin/env bash
# @langchain/textsplitters 1.0.2 (with @langchain/core 1.4.0). The lines that createDocuments() and splitDocuments() write into
# metadata.loc of each chunk, from which a citation is made.
#
# Guess: the splitter knows where it cut, so `loc.lines` is where the chunk stands. Seen: chunks are put together again from pieces and
# then searched for in the text, from one character behind the start of the chunk before. A short chunk whose words also stand within
# the chunk before gets the lines of those: the "No." about parking cites the "No." about the lift, with no overlap set. A chunk that
# cannot be found, since CharacterTextSplitter joins with one separator where the text has two, is at index -1: it and those after it get
# lines behind the end of the text.
#
#     RecursiveCharacterTextSplitter: 1-3 "Is there a lift?\nNo.\nIs there parking?", 2-2 "No.", 5-5 "Are dogs allowed in all of the rooms?"
#     CharacterTextSplitter, 10 lines: 10-12 "Opening hours\n\nMonday to Friday, nine to five", 17-17 "The library is closed on holidays"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @langchain/textsplitters@1.0.2 @langchain/core@1.4.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { CharacterTextSplitter, RecursiveCharacterTextSplitter } from '@langchain/textsplitters';

async function show(name, splitter, text) {
  const chunks = await splitter.createDocuments([text]);
  const cited = chunks.map(({ pageContent, metadata: { loc } }) => `${loc.lines.from}-${loc.lines.to} ${JSON.stringify(pageContent)}`);
  console.log(`${name}: ${cited.join(', ')}`);
}
const answers = 'Is there a lift?\nNo.\nIs there parking?\nNo.\nAre dogs allowed in all of the rooms?';
await show('RecursiveCharacterTextSplitter', new RecursiveCharacterTextSplitter({ chunkSize: 40, chunkOverlap: 0 }), answers);
const notice = 'Opening hours\n\n\n\nMonday to Friday, nine to five\n\n\n\n\nThe library is closed on holidays';
const lines = notice.split('\n').length;
await show(`CharacterTextSplitter, ${lines} lines`, new CharacterTextSplitter({ chunkSize: 50, chunkOverlap: 0 }), notice);
PROBE
cat >expected.txt <<'EXPECTED'
RecursiveCharacterTextSplitter: 1-3 "Is there a lift?\nNo.\nIs there parking?", 2-2 "No.", 5-5 "Are dogs allowed in all of the rooms?"
CharacterTextSplitter, 10 lines: 10-12 "Opening hours\n\nMonday to Friday, nine to five", 17-17 "The library is closed on holidays"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
