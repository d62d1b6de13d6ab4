#!/usr/bin/env bash
# linkedom 0.18.15 with @mozilla/readability 0.6.0, beside jsdom 29.1.1. A page without the tags of `body`, which HTML allows to leave out,
# and which minifiers do.
#
# Guess: `document.body` holds the page, as in a browser: the parser puts the tags in that were left out. Seen: it makes an empty body when
# it is asked for one, and the paragraphs stay beside it, in `html`, where querySelector() finds them. So `body.textContent` is empty and
# Readability finds no article, or throws where there is a long one. A fragment, as a feed or an editor has it, is the same: its first element is
# `documentElement`. With `<body>`, all is well, also where only that tag is there between `html` and the text.
#
#     no body tags: linkedom body "", 1 p; Readability null; jsdom body "Forty days."
#     no body tags, an article: linkedom body "", 9 p; Readability TypeError; jsdom body "The notice is forty days"
#     a fragment: linkedom body "", 1 p; Readability null; jsdom body "Forty days."
#     body tags: linkedom body "Forty days.", 1 p; Readability "Forty days."; jsdom body "Forty days."
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts linkedom@0.18.15 @mozilla/readability@0.6.0 jsdom@29.1.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { Readability } from '@mozilla/readability';
import { JSDOM } from 'jsdom';
import { parseHTML } from 'linkedom';

const pages = {
  'no body tags': '<!doctype html><html lang="en"><title>Notice</title><p>Forty days.</html>',
  'no body tags, an article': `<!doctype html><html lang="en"><title>Notice</title><article>${'<p>The notice is forty days, and for a room of one day, none. </p>'.repeat(9)}</article></html>`,
  'a fragment': '<p>Forty days.</p>',
  'body tags': '<!doctype html><html lang="en"><head><title>Notice</title><body><p>Forty days.</html>',
};
const article = (html) => {
  try {
    return JSON.stringify(new Readability(parseHTML(html).document).parse()?.textContent.slice(0, 24) ?? null);
  } catch (error) {
    return error.constructor.name;
  }
};
for (const [name, html] of Object.entries(pages)) {
  const { document } = parseHTML(html);
  const text = (body) => JSON.stringify(body.textContent.slice(0, 24));
  console.log(
    `${name}: linkedom body ${text(document.body)}, ${document.querySelectorAll('p').length} p; Readability ${article(html)}; ` +
      `jsdom body ${text(new JSDOM(html).window.document.body)}`,
  );
}
PROBE

cat >expected.txt <<'EXPECTED'
no body tags: linkedom body "", 1 p; Readability null; jsdom body "Forty days."
no body tags, an article: linkedom body "", 9 p; Readability TypeError; jsdom body "The notice is forty days"
a fragment: linkedom body "", 1 p; Readability null; jsdom body "Forty days."
body tags: linkedom body "Forty days.", 1 p; Readability "Forty days."; jsdom body "Forty days."
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
