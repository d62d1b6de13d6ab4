import type { Recognised } from '../extracted.ts';
import type { Line } from './join-characters.ts';
import type { Page } from './read-pages.ts';

/**
 * The scanned pages of a document. `count`: how many it has. `texts`: Markdown by page index. `open`: numbers of pages to
 * recognise. `unread`: numbers of pages that were not recognised, by the reason.
 */
export type Scans = {
  count: number;
  texts: Map<number, string>;
  open: number[];
  unread: Map<string, number[]>;
};

const NO_OCR = 'Run the file through OCR and upload it again.';

/** Fewer characters on a large picture are a stamp, not the page's text. */
const A_STAMP = 80;
const LARGE = 0.8;
/** Letters drawn as outlines are many paths. */
const OUTLINES = 100;
/** So many characters that only the font knows, as a share of a page and on it, and its text is of no use. */
const GARBLED = { share: 0.3, count: 10 };

/**
 * Finds the pages that show their text as a picture, and what is known of them.
 * @param lines of each page that count as its text
 */
export function findScans(pages: Page[], lines: Line[][], recognised: Recognised | undefined): Scans {
  const scans: Scans = { count: 0, texts: new Map(), open: [], unread: new Map() };
  const leave = (number: number, reason: string) =>
    scans.unread.set(reason, [...(scans.unread.get(reason) ?? []), number]);
  for (const [index, page] of pages.entries()) {
    const number = index + 1;
    const length = lines[index]!.reduce((sum, { text }) => sum + text.length, 0);
    const isBare = lines[index]!.length + page.notes.length === 0;
    const isStamped = length < A_STAMP && page.pictureShare > LARGE;
    const isGarbled = page.unmapped > GARBLED.count && page.unmapped > page.characters * GARBLED.share;
    if (isBare ? !page.hasPictures && page.paths < OUTLINES : !isStamped && !isGarbled) continue;
    const text = recognised?.texts.get(number);
    const reason = recognised ? (recognised.reasons.get(number) ?? recognised.reason) : NO_OCR;
    scans.count += 1;
    // A page with some text of its own keeps it, unless more was recognised.
    if (text !== undefined) {
      if (text.length > length || (isGarbled && text !== '')) scans.texts.set(index, text);
    } else if (reason === undefined && scans.count <= recognised!.most) scans.open.push(number);
    else if (isBare ? page.hasPictures : isStamped && recognised?.reasons.has(number))
      leave(number, reason ?? `OCR reads at most ${recognised!.most} pages of a document. Split the file.`);
  }
  return scans;
}
