import { withMemory, type Pdfium } from './open-pdfium.ts';
import type { Tag } from './read-tags.ts';

/**
 * A character of a page as printed. Positions are in points, turned so that its line runs from left to right: `left`
 * and `right` along the line, `y` upwards to its baseline.
 */
export type Character = {
  text: string;
  left: number;
  right: number;
  y: number;
  /** Where its glyph begins on the page; letters of a ligature share it. */
  origin: number;
  /** Of the font as printed, in points. */
  size: number;
  /** Of the line, in degrees. */
  angle: number;
  /** A space or line end that PDFium concludes from positions. */
  isGenerated: boolean;
  /** The font does not say which character this glyph is. */
  isUnmapped: boolean;
  /** The text object that draws it. */
  object: number;
  tag: Tag | undefined;
};

/** Of a word that goes on in the next line; PDFium gives it a code of its own. */
const HYPHEN = 0x2d;

/**
 * The characters of a page in the order in which the file draws them. What lies beside the page, as printers' marks and
 * what was cropped off do, nobody sees.
 * @param page an open page of PDFium
 * @param tags of its marked content
 */
export function readCharacters(pdfium: Pdfium, page: number, tags: Map<number, Tag>): Character[] {
  const textPage = pdfium.FPDFText_LoadPage(page);
  if (textPage === 0) return [];
  try {
    return withMemory(pdfium, 64, (memory) => {
      const characters: Character[] = [];
      const count = pdfium.FPDFText_CountChars(textPage);
      const calls = direct(pdfium);
      const edges = pdfium.FPDF_GetPageBoundingBox(page, memory) ? readBox(calls, memory) : EVERYWHERE;
      // A word at the edge is read to its end.
      const seen = new Set<number>();
      let object = 0;
      let tag: Tag | undefined;
      for (let index = 0; index < count; index++) {
        const isHyphen = calls._FPDFText_IsHyphen(textPage, index) === 1;
        const code = isHyphen ? HYPHEN : calls._FPDFText_GetUnicode(textPage, index);
        const isGenerated = calls._FPDFText_IsGenerated(textPage, index) === 1;
        const drawnBy = isGenerated ? object : calls._FPDFText_GetTextObject(textPage, index);
        if (drawnBy !== object) {
          object = drawnBy;
          tag = object === 0 ? undefined : tags.get(pdfium.FPDFPageObj_GetMarkedContentID(object));
        }
        const text = textOf(code);
        const { box, ...place } = placeOf(calls, textPage, index, memory);
        if (!isGenerated && isWithin(edges, box)) seen.add(object);
        characters.push({
          text,
          ...place,
          isGenerated,
          isUnmapped: text === UNKNOWN || calls._FPDFText_HasUnicodeMapError(textPage, index) === 1,
          object,
          tag,
        });
      }
      return characters.filter((each) => each.isGenerated || seen.has(each.object));
    });
  } finally {
    pdfium.FPDFText_ClosePage(textPage);
  }
}

const UNKNOWN = '\uFFFD';
const BULLET = '•';

/**
 * Halves of a surrogate pair come one by one. Control characters and private use are glyphs that only the font knows;
 * in symbol fonts, whose codes begin at F020, they are nearly always bullets.
 */
function textOf(code: number): string {
  if (code >= 0xf020 && code <= 0xf0ff) return BULLET;
  const isControl = code < 32 && !(code >= 9 && code <= 13);
  const isPrivate = (code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000;
  return isControl || isPrivate ? UNKNOWN : String.fromCodePoint(code);
}

/** The functions that are called for each character: their wrappers cost more than they do. */
type Direct = EmscriptenModule & {
  [Name in keyof Pdfium as Name extends `FPDFText_${string}` ? `_${Name}` : never]: Pdfium[Name];
};

const direct = ({ pdfium }: Pdfium): Direct => pdfium as unknown as Direct;

type Box = [left: number, top: number, right: number, bottom: number];
const EVERYWHERE: Box = [-Infinity, Infinity, Infinity, -Infinity];

function readBox({ HEAPF32: floats }: Direct, memory: number): Box {
  const at = memory >> 2;
  return [floats[at]!, floats[at + 1]!, floats[at + 2]!, floats[at + 3]!];
}

/** By its middle: boxes of characters are taller than what is drawn. */
function isWithin(edges: Box, [left, top, right, bottom]: Box): boolean {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return x >= edges[0] && x <= edges[2] && y <= edges[1] && y >= edges[3];
}

function placeOf(calls: Direct, textPage: number, index: number, memory: number) {
  calls._FPDFText_GetMatrix(textPage, index, memory);
  const { HEAPF32: floats, HEAPF64: doubles } = calls;
  const at = memory >> 2;
  const scale = Math.hypot(floats[at + 2]!, floats[at + 3]!);
  const size = Math.abs(calls._FPDFText_GetFontSize(textPage, index)) * scale;
  calls._FPDFText_GetLooseCharBox(textPage, index, memory);
  const box = readBox(calls, memory);
  calls._FPDFText_GetCharOrigin(textPage, index, memory, memory + 8);
  const [x, y] = [doubles[memory >> 3]!, doubles[(memory >> 3) + 1]!];
  // PDFium counts clockwise.
  const turn = -calls._FPDFText_GetCharAngle(textPage, index);
  const angle = turn < 0 ? Math.round((turn * 180) / Math.PI) % 360 : 0;
  const origin = x + y;
  if (angle === 0) return { box, left: box[0], right: box[2], y, origin, size, angle };
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const along = [box[0], box[2]].flatMap((each) => [box[1], box[3]].map((at) => each * cos + at * sin));
  const [left, right] = [Math.min(...along), Math.max(...along)];
  return { box, left, right, y: y * cos - x * sin, origin, size, angle };
}
