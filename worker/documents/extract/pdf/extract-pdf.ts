import type { Extracted, Recognised } from '../extracted.ts';
import { readPages } from './read-pages.ts';
import { writePages } from './write-pages.ts';

/**
 * The text of a PDF as Markdown: lines as printed, paragraphs by spacing, headings by tags or font size; form values
 * and notes at the end of their page.
 * @param recognised the texts of its scanned pages; without it, they are not read
 * @throws ExtractionError for files that are encrypted, damaged, or contain no text
 */
export async function extractPdf(bytes: Uint8Array, recognised?: Recognised): Promise<Extracted> {
  const { pages, title } = await readPages(bytes);
  return writePages(pages, title, recognised);
}
