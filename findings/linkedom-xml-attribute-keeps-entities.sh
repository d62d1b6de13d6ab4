#!/usr/bin/env bash
# linkedom 0.18.15. In an XML document, entities in attribute values are not decoded; in its text, and in HTML, they are.
#
# Guess: getAttribute gives "R&D" for t="R&amp;D", as every XML parser does (XML 1.0, 3.3.3).
# Seen: it gives "R&amp;D". Serialising the document hides it, since the value is written back as it was. Relationship
# targets in Office files and links in EPUB packages are such attributes.
#
#     xml attribute "R&amp;D", xml text "R&D", html attribute "R&D"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund linkedom@0.18.15 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { DOMParser } from 'linkedom';

const parse = (type) => new DOMParser().parseFromString('<a t="R&amp;D">R&amp;D</a>', type);
const xml = parse('text/xml').documentElement;
const html = parse('text/html').querySelector('a');
const seen = [xml.getAttribute('t'), xml.textContent, html.getAttribute('t')].map((value) => JSON.stringify(value));
console.log(`xml attribute ${seen[0]}, xml text ${seen[1]}, html attribute ${seen[2]}`);
PROBE

cat >expected.txt <<'EXPECTED'
xml attribute "R&amp;D", xml text "R&D", html attribute "R&D"
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
