import { parseHTML } from 'linkedom';
import { cleanText } from './decode-text.ts';
import { refuseDeepNesting } from './deep-nesting.ts';
import type { Extracted } from './extracted.ts';
import { neverText } from './extract-html.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';
import { broken, locked, openArchive, type Archive } from './open-archive.ts';
import { attributeOf, elements, readXml, resolvePart } from './read-xml.ts';

const CONTAINER = 'META-INF/container.xml';

/** A book as Markdown: its title, then its chapters in the order of the spine. @throws ExtractionError */
export async function extractEpub(bytes: Uint8Array): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has(CONTAINER)) throw broken(new Error('no book'));
  const root = elements(await readXml(archive, CONTAINER), 'rootfile')[0];
  const part = root && attributeOf(root, 'full-path');
  if (!part || !archive.has(part)) throw broken(new Error('no package'));
  const book = await readXml(archive, part);
  const protectedNames = await namesProtected(archive);
  const chapters: string[] = [];
  for (const address of spineOf(book, part)) {
    const name = spellings(address).find((one) => archive.has(one));
    if (name === undefined) continue;
    if (protectedNames.has(address)) throw locked();
    const chapter = writeChapter(new TextDecoder().decode(await archive.read(name)));
    if (chapter !== '') chapters.push(chapter);
  }
  const title = elements(book, 'dc:title')[0]?.textContent.replace(/\s+/g, ' ').trim();
  const begins = title && !chapters[0]?.startsWith(`# ${title}`) ? [`# ${title}`] : [];
  return {
    text: chapters.length > 0 ? cleanText([...begins, ...chapters].join('\n\n')) : '',
    pages: [],
    format: 'markdown',
    title,
  };
}

/** The chapters' names, each once, without the table of contents. */
function spineOf(book: Element, part: string): Set<string> {
  const items = new Map(
    elements(book, 'item')
      .filter((item) => !/\bnav\b/.test(item.getAttribute('properties') ?? ''))
      .map((item) => [item.getAttribute('id') ?? '', resolvePart(part, attributeOf(item, 'href') ?? '')]),
  );
  return new Set(
    elements(book, 'itemref').flatMap((entry) => items.get(entry.getAttribute('idref') ?? '') ?? []),
  );
}

/** A name as it is addressed, and as archives write it: an umlaut as one letter or as two, or encoded as in the address. */
const spellings = (name: string): string[] => [
  name,
  name.normalize('NFC'),
  name.normalize('NFD'),
  encodeURI(name),
];

/** Files locked by rights management; fonts often are, and are not text. */
async function namesProtected(archive: Archive): Promise<Set<string>> {
  const file = 'META-INF/encryption.xml';
  if (!archive.has(file)) return new Set();
  const references = (await readXml(archive, file)).querySelectorAll('*');
  return new Set(
    [...references]
      .filter(({ nodeName }) => /(^|:)CipherReference$/.test(nodeName))
      .map((reference) => resolvePart('', attributeOf(reference, 'URI') ?? '')),
  );
}

const EMPTY = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const CLOSED_AT_ONCE = /<([a-z][\w:-]*)((?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*\/>/gi;

/** XML as HTML: an element that closes itself has an end tag, and CDATA is text. */
const asHtml = (source: string): string =>
  source
    .replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '')
    .replace(/<!\[CDATA\[([^]*?)\]\]>/g, (_, text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
    )
    .replace(CLOSED_AT_ONCE, (tag, name: string, attributes: string) =>
      EMPTY.has(name.toLowerCase()) ? tag : `<${name}${attributes}></${name}>`,
    );

function writeChapter(source: string): string {
  const { document } = parseHTML(asHtml(source));
  const body = document.querySelector('body');
  if (!body) return '';
  try {
    refuseDeepNesting(body);
  } catch (error) {
    throw broken(error);
  }
  for (const element of body.querySelectorAll(neverText)) element.remove();
  return htmlToMarkdown(body);
}
