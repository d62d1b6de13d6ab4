import type { DocumentWarning } from '../../../../shared/contract/documents.ts';
import type { Extracted } from '../extracted.ts';
import { ExtractionError } from '../extraction-error.ts';
import { dropRunningLines } from './drop-running-lines.ts';
import { readPages, type Page } from './read-pages.ts';
import { writeLines } from './write-lines.ts';

/**
 * The text of a PDF as Markdown: lines as printed, paragraphs by spacing, headings by tags or font size; form values
 * and notes at the end of their page.
 * @throws ExtractionError for files that are encrypted, damaged, or contain no text
 */
export async function extractPdf(bytes: Uint8Array): Promise<Extracted> {
  const { pages, title } = await readPages(bytes);
  const lines = dropRunningLines(pages.map((page) => page.lines));
  if (pages.every((page, index) => lines[index]!.length + page.notes.length === 0))
    throw new ExtractionError(
      'image_only_document',
      'This PDF contains only images of text. Run it through OCR and upload it again.',
    );
  const notes = pages.map((page) => page.notes);
  return { ...writeLines(lines, notes), format: 'markdown', warnings: warningsOf(pages), title };
}

/** More unmapped characters than these, as a share of a page and on it, and the page is not to be relied on. */
const FEW = { share: 0.05, count: 10 };

function warningsOf(pages: Page[]): DocumentWarning[] {
  const numbersOf = (isSo: (page: Page) => boolean) =>
    pages.flatMap((page, index) => (isSo(page) ? [index + 1] : []));
  const pictures = numbersOf(
    ({ lines, notes, hasPictures }) => lines.length + notes.length === 0 && hasPictures,
  );
  const unreadable = numbersOf(
    ({ characters, unmapped }) => unmapped > FEW.count && unmapped > characters * FEW.share,
  );
  const warnings: DocumentWarning[] = [];
  if (pictures.length > 0)
    warnings.push({
      code: 'pages_without_text',
      message: `Pictures without text were not read: ${onPages(pictures)}. Run the file through OCR and upload it again.`,
      pages: pictures,
    });
  if (unreadable.length > 0)
    warnings.push({
      code: 'unreadable_characters',
      message: `A font does not say which characters it shows, so text may be missing or wrong: ${onPages(unreadable)}.`,
      pages: unreadable,
    });
  return warnings;
}

const MOST_NAMED = 20;

const onPages = (pages: number[]): string =>
  `${pages.length === 1 ? 'page' : 'pages'} ${pages.slice(0, MOST_NAMED).join(', ')}${pages.length > MOST_NAMED ? ` and ${pages.length - MOST_NAMED} more` : ''}`;
