/**
 * A document's text. Offsets are UTF-16 positions in `text`. `pages`: where each page starts, ascending; empty for
 * formats without pages. `format`: whether headings, lists, tables and code are marked as in Markdown.
 */
export type Extracted = {
  text: string;
  pages: { number: number; start: number }[];
  format: 'markdown' | 'plain';
};
