import type { Table } from '../../../shared/documents/tables/table.ts';
import type { DocumentWarning } from '../../../shared/contract/documents.ts';

/**
 * A document's text. Offsets are UTF-16 positions in `text`. `pages`: where each page starts, ascending, and whether
 * its text was recognised by OCR; empty for formats without pages. `format`: whether headings, lists, tables and code
 * are marked as in Markdown. `tables`: those of formats that are tables; others have theirs in the text, as Markdown. `warnings`: what was not read. `scans`: pages to recognise before it can be read; the
 * text is empty then.
 */
export type Extracted = {
  text: string;
  pages: { number: number; start: number; ocr?: true }[];
  format: 'markdown' | 'plain';
  tables?: Table[];
  warnings?: DocumentWarning[];
  /** What the file says its title is. */
  title?: string | undefined;
  /** Headings above the whole text that are not part of it. */
  above?: string[];
  scans?: number[];
};

/**
 * What is known of pages that show text as a picture. `texts`: Markdown by page, empty if there is none. `reasons`:
 * why a page was not recognised. `reason`: why no other page can be. `most`: pages of one document.
 */
export type Recognised = {
  texts: Map<number, string>;
  reasons: Map<number, string>;
  reason?: string | undefined;
  most: number;
};

/** `readHidden`: hidden sheets and slides, too. */
export type ExtractOptions = { readHidden: boolean; recognised?: Recognised };
