import mammoth from 'mammoth';
import { parseHTML } from 'linkedom';
import { cleanText } from './decode-text.ts';
import { refuseDeepNesting } from './deep-nesting.ts';
import type { Extracted } from './extracted.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';
import { broken, openArchive } from './open-archive.ts';

const options = {
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
  // Pictures would be carried along as base64: only what is said of them is text.
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
};

/**
 * A Word document as Markdown: headings by their styles, lists, tables, footnotes at the end; changes that are tracked
 * are read as accepted.
 * @throws ExtractionError
 */
export async function extractDocx(bytes: Uint8Array): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has('[Content_Types].xml')) throw broken(new Error('no Word document'));
  // mammoth inflates by itself, with no bound of its own.
  await archive.proveSizes();
  try {
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, options);
    const { document } = parseHTML(`<html><body>${value}</body></html>`);
    refuseDeepNesting(document.documentElement);
    // The links that lead from a footnote back to its place are no text.
    for (const link of document.querySelectorAll('a[href^="#footnote-ref"],a[href^="#endnote-ref"]'))
      link.remove();
    return { text: cleanText(htmlToMarkdown(document.body)), pages: [], format: 'markdown' };
  } catch (error) {
    throw broken(error);
  }
}
