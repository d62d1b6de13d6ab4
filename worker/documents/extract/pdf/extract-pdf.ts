import type { Extracted } from '../extracted.ts';
import { ExtractionError } from '../extraction-error.ts';
import { dropRunningLines } from './drop-running-lines.ts';
import { readPages } from './read-pages.ts';
import { writeLines } from './write-lines.ts';

/**
 * The text of a PDF as Markdown: lines as printed, paragraphs by spacing, headings by tags or font size; form values
 * and notes at the end of their page.
 * @throws ExtractionError for files that are encrypted, damaged, or contain no text
 */
export async function extractPdf(bytes: Uint8Array): Promise<Extracted> {
  const pages = await readPages(bytes);
  const lines = dropRunningLines(pages.map((page) => page.lines));
  if (pages.every((page, index) => lines[index]!.length + page.notes.length === 0))
    throw new ExtractionError(
      'image_only_document',
      'This PDF contains only images of text. Run it through OCR and upload it again.',
    );
  const notes = pages.map((page) => page.notes);
  return { ...writeLines(lines, notes), format: 'markdown' };
}
