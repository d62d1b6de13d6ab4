import type { DocumentWarning } from '../../../../shared/contract/documents.ts';
import type { Extracted, Recognised } from '../extracted.ts';
import { ExtractionError } from '../extraction-error.ts';
import { dropRunningLines } from './drop-running-lines.ts';
import { findScans, type Scans } from './find-scans.ts';
import type { Page } from './read-pages.ts';
import { writeLines } from './write-lines.ts';

/** A page that is a picture. */
export const SCANNED: Page = {
  lines: [],
  notes: [],
  characters: 0,
  unmapped: 0,
  hasPictures: true,
  pictureShare: 1,
  paths: 0,
};

/**
 * Pages as Markdown, or which of them to recognise first.
 * @param recognised the texts of scanned pages; without it, they are not read
 * @throws ExtractionError for documents without text
 */
export function writePages(pages: Page[], title: string, recognised: Recognised | undefined): Extracted {
  const lines = dropRunningLines(pages.map((page) => page.lines));
  const scans = findScans(pages, lines, recognised);
  if (scans.open.length > 0) return { text: '', pages: [], format: 'markdown', scans: scans.open };
  const isRead = pages.some(
    (page, index) => scans.texts.has(index) || lines[index]!.length + page.notes.length > 0,
  );
  if (!isRead)
    throw scans.count === 0
      ? new ExtractionError(
          'empty_document',
          'No text was found in this PDF. Upload a file that contains text.',
        )
      : new ExtractionError('image_only_document', refusalOf(scans));
  const notes = pages.map((page) => page.notes);
  return {
    ...writeLines(lines, notes, scans.texts),
    format: 'markdown',
    warnings: warningsOf(pages, scans),
    title,
  };
}

function refusalOf({ unread }: Scans): string {
  const [reason] = unread.keys();
  return `No text was found, only pictures. ${reason ?? 'OCR found no text in them. Upload a clearer scan.'}`;
}

/** More unmapped characters than these, as a share of a page and on it, and the page is not to be relied on. */
const FEW = { share: 0.05, count: 10 };

function warningsOf(pages: Page[], scans: Scans): DocumentWarning[] {
  const recognised = [...scans.texts.keys()].map((index) => index + 1);
  const unreadable = pages.flatMap(({ characters, unmapped }, index) =>
    !scans.texts.has(index) && unmapped > FEW.count && unmapped > characters * FEW.share ? [index + 1] : [],
  );
  const warnings: DocumentWarning[] = [...scans.unread].map(([reason, numbers]) => ({
    code: 'pages_without_text',
    message: `Pictures without text were not read: ${onPages(numbers)}. ${reason}`,
    pages: numbers,
  }));
  if (recognised.length > 0)
    warnings.push({
      code: 'pages_by_ocr',
      message: `The text was recognised by OCR and may contain errors: ${onPages(recognised)}.`,
      pages: recognised,
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
