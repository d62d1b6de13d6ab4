/** Something of a document that was not read, in words for its owner. `pages`: where, from 1, if the format has pages. */
export type Warning = {
  code: 'pages_without_text' | 'hidden_left_out' | 'unreadable_characters';
  message: string;
  pages?: number[];
};

/**
 * A document's text. Offsets are UTF-16 positions in `text`. `pages`: where each page starts, ascending; empty for
 * formats without pages. `format`: whether headings, lists, tables and code are marked as in Markdown. `warnings`: what
 * was not read.
 */
export type Extracted = {
  text: string;
  pages: { number: number; start: number }[];
  format: 'markdown' | 'plain';
  warnings?: Warning[];
};

/** `readHidden`: hidden sheets and slides, too. */
export type ExtractOptions = { readHidden: boolean };
