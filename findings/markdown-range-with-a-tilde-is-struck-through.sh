#!/usr/bin/env bash
# marked 18.2.1 and remark-gfm 4.0.1 (with remark 15.0.1, strip-markdown 6.0.0), beside markdown-it 15.0.3. Ranges written with a tilde, as is
# usual in Korean and Japanese, and so in answers of models.
#
# Guess: two tildes strike through, one is a tilde. Seen: for marked and remark-gfm, by their defaults and as GitHub's rules allow, one
# is enough where a second one follows: of two ranges in a paragraph, what is between them is struck through, the opposite of what was said, and
# once the Markdown is stripped to text for an index, other numbers remain: 10~20 is 1020. markdown-it leaves them alone. remark-gfm has the
# option singleTilde, marked none; `raw` of its token tells them apart.
#
#     marked: <p>10<del>20 days, or 30</del>40 days.</p>
#     remark-gfm: <p>10<del>20 days, or 30</del>40 days.</p>
#     remark-gfm, singleTilde false: <p>10~20 days, or 30~40 days.</p>
#     markdown-it: <p>10~20 days, or 30~40 days.</p>
#     remark-gfm, strip-markdown: 1020 days, or 3040 days.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund marked@18.2.1 markdown-it@15.0.3 remark@15.0.1 remark-gfm@4.0.1 remark-html@16.0.1 strip-markdown@6.0.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import remarkHtml from 'remark-html';
import stripMarkdown from 'strip-markdown';

const text = '10~20 days, or 30~40 days.';
console.log(`marked: ${marked.parse(text).trim()}`);
const asHtml = async (options) => String(await remark().use(remarkGfm, options).use(remarkHtml).process(text)).trim();
console.log(`remark-gfm: ${await asHtml()}`);
console.log(`remark-gfm, singleTilde false: ${await asHtml({ singleTilde: false })}`);
console.log(`markdown-it: ${new MarkdownIt().render(text).trim()}`);
console.log(`remark-gfm, strip-markdown: ${String(await remark().use(remarkGfm).use(stripMarkdown).process(text)).trim()}`);
PROBE

cat >expected.txt <<'EXPECTED'
marked: <p>10<del>20 days, or 30</del>40 days.</p>
remark-gfm: <p>10<del>20 days, or 30</del>40 days.</p>
remark-gfm, singleTilde false: <p>10~20 days, or 30~40 days.</p>
markdown-it: <p>10~20 days, or 30~40 days.</p>
remark-gfm, strip-markdown: 1020 days, or 3040 days.
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
