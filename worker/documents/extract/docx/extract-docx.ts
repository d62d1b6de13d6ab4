import mammoth from 'mammoth';
import { parseHTML } from 'linkedom';
import { cleanText } from '../decode-text.ts';
import { refuseDeepNesting } from '../deep-nesting.ts';
import type { Extracted } from '../extracted.ts';
import { htmlToMarkdown } from '../html-to-markdown.ts';
import { broken, openArchive, type Archive } from '../open-archive.ts';
import { readCoreTitle } from '../read-core-title.ts';
import { INSERT, LABEL, prepareDocument, type Prepared } from './prepare-document.ts';
import { readSurroundings } from './read-surroundings.ts';

const options = {
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
  // Images would be included as base64: only their alternative text is used.
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
};

/**
 * A Word document as Markdown: headings by style, lists and headings with the numbers that Word shows, tables,
 * footnotes, then headers and footers once. Tracked changes count as accepted.
 * @throws ExtractionError
 */
export async function extractDocx(bytes: Uint8Array): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has('[Content_Types].xml')) throw broken(new Error('no Word document'));
  await archive.proveSizes();
  try {
    const prepared = await prepareDocument(archive);
    if (!prepared) throw new Error('no main part');
    const { value } = await mammoth.convertToHtml(inputOf(archive, prepared), options);
    const { document } = parseHTML(`<html><body>${value}</body></html>`);
    refuseDeepNesting(document.documentElement);
    // The links from a footnote back to its reference are not text.
    for (const link of document.querySelectorAll('a[href^="#footnote-ref"],a[href^="#endnote-ref"]'))
      link.remove();
    placeLabels(document);
    const body = placeInserts(htmlToMarkdown(document.body), prepared.inserts);
    const around = await readSurroundings(archive, prepared.part);
    const text = cleanText([body, ...around].filter(Boolean).join('\n\n'));
    return { text, pages: [], format: 'markdown', title: await readCoreTitle(archive) };
  } catch (error) {
    throw broken(error);
  }
}

/** mammoth also takes an opened archive, which its types do not say. */
function inputOf(archive: Archive, { part, xml }: Prepared): Parameters<typeof mammoth.convertToHtml>[0] {
  const file = {
    exists: (name: string) => archive.has(name),
    async read(name: string, encoding?: string) {
      const content = name === part ? Buffer.from(xml) : await archive.read(name);
      if (encoding === 'base64') return content.toString('base64');
      return encoding ? new TextDecoder(encoding).decode(content) : content;
    },
  };
  return { file } as unknown as Parameters<typeof mammoth.convertToHtml>[0];
}

/** Numbers of list items become their marks, those of other paragraphs their first word. */
function placeLabels(document: Document): void {
  const pattern = new RegExp(`${LABEL}([^${LABEL}]*)${LABEL}`, 'g');
  const walker = document.createTreeWalker(document.body, 4);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.nodeValue?.includes(LABEL)) continue;
    const item = node.parentElement?.closest('li');
    const [, label] = new RegExp(pattern).exec(node.nodeValue) ?? [];
    const isFirst = item && !item.hasAttribute('data-label') && item.textContent?.startsWith(LABEL);
    if (isFirst && label) item.setAttribute('data-label', label);
    node.nodeValue = node.nodeValue.replace(pattern, isFirst ? '' : '$1 ');
  }
}

const placeInserts = (text: string, inserts: string[]): string =>
  text.replace(
    new RegExp(`${INSERT}(\\d+)${INSERT}`, 'g'),
    (_, number: string) => inserts[Number(number)] ?? '',
  );
