import type { DocumentWarning } from '../../../shared/contract/documents.ts';

/**
 * A document's text. Offsets are UTF-16 positions in `text`. `pages`: where each page starts, ascending; empty for
 * formats without pages. `format`: whether headings, lists, tables and code are marked as in Markdown. `warnings`: what
 * was not read.
 */
export type Extracted = {
  text: string;
  pages: { number: number; start: number }[];
  format: 'markdown' | 'plain';
  warnings?: DocumentWarning[];
  /** What the file says its title is. */
  title?: string | undefined;
};

/** `readHidden`: hidden sheets and slides, too. */
export type ExtractOptions = { readHidden: boolean };
