import { readUtf16, type Pdfium } from './open-pdfium.ts';

/** What the file's tags say of a piece of text: `heading` 1–6, or the table, row and column that it is in. */
export type Tag = { heading?: number; cell?: Cell };
/** Rows and columns count from 1. */
export type Cell = { table: number; row: number; column: number };

const DEEPEST = 200;

/**
 * What each piece of marked content on a page is, by its number; empty for files without tags.
 * @param page an open page of PDFium
 */
export function readTags(pdfium: Pdfium, page: number): Map<number, Tag> {
  const tags = new Map<number, Tag>();
  const tree = pdfium.FPDF_StructTree_GetForPage(page);
  if (tree === 0) return tags;
  let tables = 0;

  const visit = (element: number, tag: Tag, table: Cell | undefined, depth: number): void => {
    const type = readUtf16(pdfium, (at, bytes) => pdfium.FPDF_StructElement_GetType(element, at, bytes));
    const heading = type === 'Title' || type === 'H' ? 1 : Number(/^H([1-6])$/.exec(type)?.[1] ?? 0);
    if (heading > 0) tag = { ...tag, heading };
    // A table within a cell is text of that cell.
    if (type === 'Table' && !tag.cell) table = { table: ++tables, row: 0, column: 0 };
    if (type === 'TR' && table) Object.assign(table, { row: table.row + 1, column: 0 });
    if ((type === 'TD' || type === 'TH') && table) {
      table.column += 1;
      tag = { ...tag, cell: { ...table } };
      table = undefined;
    }
    const children = depth < DEEPEST ? pdfium.FPDF_StructElement_CountChildren(element) : 0;
    for (let index = 0; index < children; index++) {
      const child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index);
      const mark = child === 0 ? pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index) : -1;
      if (child !== 0) visit(child, tag, table, depth + 1);
      else if (mark >= 0) tags.set(mark, tag);
    }
  };
  try {
    const count = pdfium.FPDF_StructTree_CountChildren(tree);
    for (let index = 0; index < count; index++)
      visit(pdfium.FPDF_StructTree_GetChildAtIndex(tree, index), {}, undefined, 0);
  } finally {
    pdfium.FPDF_StructTree_Close(tree);
  }
  return tags;
}
