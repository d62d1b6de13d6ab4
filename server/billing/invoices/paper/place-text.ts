// Text in a PDF: in any direction, and with a second font for what the first one lacks. PDFKit itself writes every run
// from left to right in one font.
import bidiFactory from 'bidi-js';

type Font = { hasGlyphForCodePoint(point: number): boolean };
type Document = PDFKit.PDFDocument & { _font: { font: Font } };

/** Names of fonts that the document knows, the one to prefer first. */
export type Fonts = string[];
type Run = { text: string; font: string; width: number };

const bidi = bidiFactory();

/** Runs of a line from left to right, each in one font and one direction. */
function runsOf(doc: PDFKit.PDFDocument, text: string, fonts: Fonts): Run[] {
  const levels = bidi.getEmbeddingLevels(text);
  // Code points in the order in which they are read, with the level of their first unit.
  const points: { char: string; level: number; font: string }[] = [];
  let at = 0;
  for (const char of text) {
    points.push({ char, level: levels.levels[at]!, font: fontFor(doc, char, fonts, points.at(-1)?.font) });
    at += char.length;
  }
  const runs: { text: string; font: string; level: number }[] = [];
  for (const { char, level, font } of points) {
    const last = runs.at(-1);
    if (last?.level === level && last.font === font) last.text += char;
    else runs.push({ text: char, font, level });
  }
  return inSight(runs).map(({ text, font, level }) => ({
    text: level % 2 ? toLeft(text) : text,
    font,
    width: doc.font(font).widthOfString(text, { features: [] }),
  }));
}

/** Rule L2 of the bidirectional algorithm, for whole runs. The font's shaper turns the letters within one. */
function inSight<T extends { level: number }>(runs: T[]): T[] {
  let result = runs;
  const highest = Math.max(0, ...runs.map(({ level }) => level));
  for (let level = highest; level > 0; level--) {
    const next: T[] = [];
    let turned: T[] = [];
    for (const run of result) {
      if (run.level >= level) turned.unshift(run);
      else {
        next.push(...turned, run);
        turned = [];
      }
    }
    result = [...next, ...turned];
  }
  return result;
}

/** A run from right to left, as the shaper wants it: it turns letters by itself, but not what has no direction. */
function toLeft(text: string): string {
  const chars = Array.from(text, (char) => bidi.getMirroredCharacter(char) ?? char);
  const isTurned = chars.some((char) => /^(R|AL)$/.test(bidi.getBidiCharTypeName(char)));
  return (isTurned ? chars : chars.toReversed()).join('');
}

function fontFor(doc: PDFKit.PDFDocument, char: string, fonts: Fonts, last: string | undefined): string {
  const point = char.codePointAt(0)!;
  const has = (name: string) => (doc.font(name) as Document)._font.font.hasGlyphForCodePoint(point);
  // Spaces and marks stay with the letter before them.
  if (last && /^[\s\p{M}]$/u.test(char) && has(last)) return last;
  return fonts.find(has) ?? fonts[0]!;
}

const widthOf = (doc: PDFKit.PDFDocument, text: string, fonts: Fonts) =>
  runsOf(doc, text, fonts).reduce((sum, { width }) => sum + width, 0);

/** A text in lines that are no wider; a word that is too long for one is cut. */
export function wrapText(doc: PDFKit.PDFDocument, text: string, fonts: Fonts, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const part of paragraph.split(/(?<=\s)/)) {
      if (widthOf(doc, (line + part).trimEnd(), fonts) <= width) {
        line += part;
        continue;
      }
      if (line) lines.push(line.trimEnd());
      line = '';
      for (const char of part) {
        if (line && widthOf(doc, line + char, fonts) > width) {
          lines.push(line);
          line = '';
        }
        line += char;
      }
    }
    return [...lines, line.trimEnd()];
  });
}

/** Writes one line that begins or ends at x. */
export function placeLine(
  doc: PDFKit.PDFDocument,
  text: string,
  fonts: Fonts,
  { x, y, end = false }: { x: number; y: number; end?: boolean },
): void {
  const runs = runsOf(doc, text, fonts);
  let at = end ? x - runs.reduce((sum, { width }) => sum + width, 0) : x;
  for (const { text, font, width } of runs) {
    doc.font(font).text(text, at, y, { lineBreak: false, features: [] });
    at += width;
  }
}
