import { createRequire } from 'node:module';
import type { Paper } from './describe-paper.ts';
import { addTag, asPageFurniture, type Tag } from './tag-text.ts';
import { placeLine, wrapText, type Fonts } from './place-text.ts';

const MARGIN = 51;
const WIDTH = 595.28 - 2 * MARGIN;
const BOTTOM = 841.89 - MARGIN - 24;
const RIGHT = MARGIN + WIDTH;
const ITEM = 240;
/** Where the columns of figures end. */
const CALLS = MARGIN + 305;
const TOKENS = MARGIN + 385;
const AMOUNT = 100;

/**
 * An invoice as a PDF on A4, with its text as text, and tagged: a screen reader finds title, headings and the table. The letters are DejaVu Sans: Latin, Greek, Cyrillic, Hebrew, Arabic,
 * Armenian, Georgian.
 * @param extraFont file of a font for what DejaVu Sans lacks, such as Chinese
 */
export async function paperPdf(paper: Paper, extraFont?: string): Promise<Buffer> {
  // Loaded by the first PDF: most processes write none.
  const { default: PDFDocument } = await import('pdfkit');
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    // What PDF/UA asks for: tags came with 1.4, and the ways readers use them with 1.7.
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en',
    displayTitle: true,
    info: { Title: paper.title, Producer: 'Docent', Creator: 'Docent' },
  });
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  const { resolve } = createRequire(import.meta.url);
  doc.registerFont('plain', resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  doc.registerFont('bold', resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'));
  if (extraFont) doc.registerFont('extra', extraFont);
  const pen = new Pen(doc, extraFont ? ['extra'] : []);
  draw(pen, paper);
  pen.paper.end();
  doc.end();
  return whole;
}

type Style = { size?: number; bold?: boolean; grey?: boolean };

/** Writes lines of text downwards, and begins a new page where one is full. */
class Pen {
  doc: PDFKit.PDFDocument;
  /** Where the tags of all text go. */
  readonly paper: Tag;
  y = MARGIN;
  /** Drawn at the top of each further page. */
  head: (() => void) | undefined;
  private extra: Fonts;

  constructor(doc: PDFKit.PDFDocument, extra: Fonts) {
    this.doc = doc;
    this.paper = addTag(doc, doc, 'Document');
    this.extra = extra;
  }

  private fonts = ({ bold }: Style): Fonts => [bold ? 'bold' : 'plain', ...this.extra];
  lines = (text: string, width: number, style: Style = {}) => {
    this.doc.fontSize(style.size ?? 9);
    return wrapText(this.doc, text, this.fonts(style), width);
  };

  tag = (parent: Tag, type: string, options?: object): Tag => addTag(this.doc, parent, type, options);

  /** Lines from y on, as what `tag` says; without one, they are no part of the text. @returns where the next one goes */
  write(
    lines: string[],
    x: number,
    y: number,
    style: Style & { end?: boolean; tag?: Tag | undefined } = {},
  ): number {
    const { size = 9, grey, end = false } = style;
    this.doc.fontSize(size).fillColor(grey ? '#555555' : '#111111');
    const place = () =>
      lines.forEach((line, index) =>
        placeLine(this.doc, line, this.fonts(style), { x, y: y + index * size * 1.4, end }),
      );
    if (style.tag) style.tag.hold(place);
    else asPageFurniture(this.doc, place);
    return y + lines.length * size * 1.4;
  }

  need(height: number): void {
    if (this.y + height <= BOTTOM) return;
    this.doc.addPage();
    this.y = MARGIN;
    this.head?.();
  }

  rule(colour = '#dddddd', from = MARGIN): void {
    asPageFurniture(this.doc, () =>
      this.doc.moveTo(from, this.y).lineTo(RIGHT, this.y).lineWidth(0.6).stroke(colour),
    );
  }
}

function draw(pen: Pen, { title, facts, parties, columns, rows, totals, notes }: Paper): void {
  pen.y =
    pen.write(pen.lines(title, WIDTH, { size: 18, bold: true }), MARGIN, pen.y, {
      size: 18,
      bold: true,
      tag: pen.tag(pen.paper, 'H1'),
    }) + 10;
  facts.forEach(([name, value], index) => {
    const x = MARGIN + (index % 4) * (WIDTH / 4);
    const y = pen.y + Math.floor(index / 4) * 34;
    const tag = pen.tag(pen.paper, 'P');
    pen.write([`${name} `], x, y, { size: 8, grey: true, tag });
    pen.write(pen.lines(value, WIDTH / 4 - 8), x, y + 11, { tag });
  });
  pen.y += Math.ceil(facts.length / 4) * 34 + 12;
  const below = parties.map(({ title, lines: [name = '', ...lines] }, index) => {
    const x = MARGIN + (index * WIDTH) / 2;
    const width = WIDTH / 2 - 16;
    const party = pen.tag(pen.paper, 'Sect');
    let y = pen.write([title], x, pen.y, { size: 8, grey: true, tag: pen.tag(party, 'H2') });
    const says = (line: string) => pen.tag(party, 'P', { actual: line });
    y = pen.write(pen.lines(name, width, { bold: true }), x, y, { bold: true, tag: says(name) });
    for (const line of lines) y = pen.write(pen.lines(line, width), x, y, { tag: says(line) });
    return y;
  });
  pen.y = Math.max(pen.y, ...below) + 24;
  const table = drawRows(pen, columns, rows);
  pen.y += 6;
  for (const { name, value, strong } of totals) {
    pen.need(20);
    if (strong) pen.rule('#111111', MARGIN + ITEM);
    if (strong) pen.y += 5;
    const row = pen.tag(table, 'TR');
    const style = { bold: strong, end: true };
    const tag = pen.tag(row, 'TH', { scope: 'Row', span: columns.length - 1 });
    pen.write([name], RIGHT - AMOUNT - 10, pen.y, { ...style, tag });
    pen.y =
      pen.write(pen.lines(value, AMOUNT, style), RIGHT, pen.y, { ...style, tag: pen.tag(row, 'TD') }) + 3;
  }
  pen.y += 20;
  pen.head = undefined;
  for (const note of notes) {
    const tag = pen.tag(pen.paper, 'P');
    for (const line of pen.lines(note, WIDTH)) {
      pen.need(13);
      pen.y = pen.write([line], MARGIN, pen.y, { tag });
    }
    pen.y += 8;
  }
  numberPages(pen, title);
}

/** @returns the table, to which the totals belong too */
function drawRows(pen: Pen, [item, calls, tokens, amount]: Paper['columns'], rows: Paper['rows']): Tag {
  const grey = { size: 8, grey: true };
  const table = pen.tag(pen.paper, 'Table');
  const titles = pen.tag(table, 'TR');
  const head = () => {
    // Repeated on each page for the eye; in the table once.
    const tag = () => (pen.head ? undefined : pen.tag(titles, 'TH', { scope: 'Column' }));
    pen.write([item], MARGIN, pen.y, { ...grey, tag: tag() });
    pen.write([calls], CALLS, pen.y, { ...grey, end: true, tag: tag() });
    pen.write([tokens], TOKENS, pen.y, { ...grey, end: true, tag: tag() });
    pen.y = pen.write([amount], RIGHT, pen.y, { ...grey, end: true, tag: tag() }) + 3;
    pen.rule('#111111');
    pen.y += 5;
  };
  head();
  pen.head = head;
  for (const row of rows) {
    const texts = pen.lines(row.item, ITEM);
    const remark = row.remark ? pen.lines(row.remark, ITEM, { size: 8 }) : [];
    pen.need(texts.length * 12.6 + remark.length * 11.2 + 8);
    const { y } = pen;
    const line = pen.tag(table, 'TR');
    const [first, ...others] = [0, 1, 2, 3].map(() => pen.tag(line, 'TD'));
    pen.write([row.calls], CALLS, y, { end: true, tag: others[0] });
    pen.write([row.tokens], TOKENS, y, { end: true, tag: others[1] });
    const figures = pen.write(pen.lines(row.amount, AMOUNT), RIGHT, y, { end: true, tag: others[2] });
    const words = pen.write(remark, MARGIN, pen.write(texts, MARGIN, y, { tag: first }), {
      ...grey,
      tag: first,
    });
    pen.y = Math.max(figures, words) + 3;
    pen.rule();
    pen.y += 5;
  }
  return table;
}

/** `INV-000001, page 2 of 3` at the foot of each, if there are several. */
function numberPages(pen: Pen, title: string): void {
  const { start, count } = pen.doc.bufferedPageRange();
  if (count === 1) return;
  for (let page = start; page < start + count; page++) {
    pen.doc.switchToPage(page);
    pen.write([`${title}, page ${page + 1} of ${count}`], MARGIN, 841.89 - MARGIN, { size: 8, grey: true });
  }
}
