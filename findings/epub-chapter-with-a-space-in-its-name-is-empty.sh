#!/usr/bin/env bash
# @lingo-reader/epub-parser 0.4.6, beside epub2 3.0.2 and epub 2.1.1. A book whose file has a space or an umlaut in its name, or whose
# contents are in the form of EPUB 3.
#
# Guess: names in the manifest are addresses, so a file "chapter one.xhtml" in the archive is `chapter%20one.xhtml` there, and readers decode
# it. Seen: two of three look for the encoded name in the archive: epub has an error, and @lingo-reader/epub-parser a chapter without text,
# with a line on the console and no error, so the book is shorter. And none of the three reads the contents of EPUB 3 (nav.xhtml), the only
# form that version 3 asks for: the list of contents is empty, as of a book that has none.
#
#     epub2: one "<p>Forty days.</p>", two "<p>Clause B.</p>", zwölf "<p>Last.</p>"; contents 0
#     epub: one an error, two "<p>Clause B.</p>", zwölf an error; contents 0
#     @lingo-reader/epub-parser: one "", two "<p>Clause B.</p>", zwölf ""; contents 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts @lingo-reader/epub-parser@0.4.6 epub2@3.0.2 epub@2.1.1 fflate@0.8.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { writeFileSync } from 'node:fs';
import { initEpubFile } from '@lingo-reader/epub-parser';
import EPub from 'epub';
import { EPub as EPub2 } from 'epub2';
import { strToU8, zipSync } from 'fflate';

const page = (body) =>
  `<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>Terms</title></head><body>${body}</body></html>`;
const chapters = { one: ['chapter one.xhtml', 'Forty days.'], two: ['two.xhtml', 'Clause B.'], zwölf: ['zwölf.xhtml', 'Last.'] };
const each = (write) => Object.entries(chapters).map(([id, [name, text]], index) => write(`c${index}`, encodeURI(name), id, text)).join('');
const files = {
  'META-INF/container.xml': `<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
    <rootfile full-path="book/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
  'book/content.opf': `<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
    <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">terms</dc:identifier><dc:title>Terms</dc:title>
    <dc:language>en</dc:language><meta property="dcterms:modified">2026-01-15T12:00:00Z</meta></metadata>
    <manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    ${each((id, href) => `<item id="${id}" href="${href}" media-type="application/xhtml+xml"/>`)}</manifest>
    <spine>${each((id) => `<itemref idref="${id}"/>`)}</spine></package>`,
  'book/nav.xhtml': page(`<nav epub:type="toc"><ol>${each((_, href, name) => `<li><a href="${href}">${name}</a></li>`)}</ol></nav>`),
  ...Object.fromEntries(Object.values(chapters).map(([name, text]) => [`book/${name}`, page(`<p>${text}</p>`)])),
};
const entries = Object.entries(files).map(([name, text]) => [name, strToU8(`<?xml version="1.0" encoding="UTF-8"?>${text}`)]);
writeFileSync('terms.epub', zipSync({ mimetype: [strToU8('application/epub+zip'), { level: 0 }], ...Object.fromEntries(entries) }));

async function show(name, read, contents) {
  const texts = [];
  for (const [index, chapter] of Object.keys(chapters).entries()) {
    const text = await read(`c${index}`).then((html) => JSON.stringify(html.trim()), () => 'an error');
    texts.push(`${chapter} ${text}`);
  }
  console.log(`${name}: ${texts.join(', ')}; contents ${contents}`);
}
const epub2 = await EPub2.createAsync('terms.epub');
await show('epub2', (id) => epub2.getChapterAsync(id), epub2.toc.length);
const epub = new EPub('terms.epub');
await epub.parse();
await show('epub', (id) => epub.getChapter(id), epub.toc.length);
const lingo = await initEpubFile('terms.epub', './resources');
// What it says about a missing file goes to the console as well.
const { log } = console;
console.log = (...words) => String(words[0]).startsWith('@lingo') && log(...words);
await show('@lingo-reader/epub-parser', async (id) => (await lingo.loadChapter(id)).html, lingo.getToc().length);
lingo.destroy();
PROBE

cat >expected.txt <<'EXPECTED'
epub2: one "<p>Forty days.</p>", two "<p>Clause B.</p>", zwölf "<p>Last.</p>"; contents 0
epub: one an error, two "<p>Clause B.</p>", zwölf an error; contents 0
@lingo-reader/epub-parser: one "", two "<p>Clause B.</p>", zwölf ""; contents 0
EXPECTED

node probe.mjs >seen.txt 2>errors.txt || cat errors.txt
diff expected.txt seen.txt && echo 'as recorded'
