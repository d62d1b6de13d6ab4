import mammoth from 'mammoth';
import { parseHTML } from 'linkedom';
import { cleanText } from './decode-text.ts';
import { refuseDeepNesting } from './deep-nesting.ts';
import type { Extracted } from './extracted.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';
import { broken, openArchive } from './open-archive.ts';

const options = {
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
  // Images would be included as base64: only their alternative text is used.
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
};

/**
 * A Word document as Markdown: headings by style, lists, tables, footnotes at the end. Tracked changes count as
 * accepted.
 * @throws ExtractionError
 */
export async function extractDocx(bytes: Uint8Array): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has('[Content_Types].xml')) throw broken(new Error('no Word document'));
  // mammoth inflates without a limit.
  await archive.proveSizes();
  try {
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, options);
    const { document } = parseHTML(`<html><body>${value}</body></html>`);
    refuseDeepNesting(document.documentElement);
    // The links from a footnote back to its reference are not text.
    for (const link of document.querySelectorAll('a[href^="#footnote-ref"],a[href^="#endnote-ref"]'))
      link.remove();
    return { text: cleanText(htmlToMarkdown(document.body)), pages: [], format: 'markdown' };
  } catch (error) {
    throw broken(error);
  }
}
