#!/usr/bin/env bash
# gray-matter 4.0.3 with its own parser of YAML (js-yaml 3). A Markdown file that begins with a rule, and one that is read twice.
#
# Guess: front matter is a block of names and values; what is none stays in the text, and the same text gives the same result each time. Seen:
# whatever stands between a first line `---` and the next one is taken out of the text. A heading there is a comment of YAML and gone
# altogether, and a line of prose is `data`, a string where an object is expected. Without options, results are kept by their text and handed
# out again, so what a program did to `content` or to a list in `data` is there when another file has the same text. And an hour is a
# number: YAML 1.1 reads 12:30 by sixties.
#
#     begins with a rule: data "The notice is forty days.", content "Clause B."
#     read, changed and read again: data {"tags":["a","changed"]}, content "changed"
#     the same with options, {}: data {"tags":["a"]}, content "Text."
#     opens: 12:30: 750
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund gray-matter@4.0.3 marked@18.2.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import matter from 'gray-matter';
import { marked } from 'marked';

const show = ({ data, content }) => `data ${JSON.stringify(data)}, content ${JSON.stringify(content.trim())}`;
const rule = '---\n\n# Notice\n\nThe notice is forty days.\n\n---\n\nClause B.\n';
const html = marked.parse(rule);
if (!html.startsWith('<hr>') || !html.includes('<h1>Notice</h1>')) throw new Error('another Markdown than meant');
console.log(`begins with a rule: ${show(matter(rule))}`);
const text = '---\ntags: [a]\n---\nText.\n';
for (const [name, options] of [['read, changed and read again', undefined], ['the same with options, {}', {}]]) {
  const first = matter(text, options);
  first.data.tags.push('changed');
  first.content = 'changed';
  console.log(`${name}: ${show(matter(text, options))}`);
}
console.log(`opens: 12:30: ${matter('---\nopens: 12:30\n---\n').data.opens}`);
PROBE

cat >expected.txt <<'EXPECTED'
begins with a rule: data "The notice is forty days.", content "Clause B."
read, changed and read again: data {"tags":["a","changed"]}, content "changed"
the same with options, {}: data {"tags":["a"]}, content "Text."
opens: 12:30: 750
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
