import { cleanText } from '../decode-text.ts';
import { raised } from '../raised.ts';
import type { Character } from './read-characters.ts';
import type { Cell, Tag } from './read-tags.ts';

/**
 * A line as printed: text, start and end along the line, baseline (points, growing upwards), font size, angle in
 * degrees, and what the file's tags say of it.
 */
export type Line = {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
  angle: number;
  tag: Tag | undefined;
};

/** A line while it is read. `widths`: how many characters it has of each size. */
type Open = Line & { last: Character; widths: Map<number, number> };

/**
 * The lines of a page, in the order in which the file draws them. Words are apart where the file has a space or a gap;
 * raised figures are marked: `10^6`.
 */
export function joinCharacters(characters: Character[]): Line[] {
  const lines: Line[] = [];
  let line: Open | null = null;
  let isSpace = false;
  let isLineEnd = false;
  const end = () => {
    if (line) lines.push(close(line));
    line = null;
    isSpace = false;
  };
  for (const character of orderLigatures(characters)) {
    if (/^[\r\n]/.test(character.text)) {
      isLineEnd = true;
    } else if (character.text.trim() === '') {
      isSpace = true;
    } else {
      if (line && !continues(line, character, isLineEnd)) end();
      if (!line) line = begin(character);
      else add(line, character, isSpace || (isLineEnd && !isRaisedBeside(line.last, character)));
      isSpace = isLineEnd = false;
    }
  }
  end();
  return lines.filter(({ text }) => text !== '');
}

const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** PDFium turns text from right to left around letter by letter, and so the letters of one ligature, too. */
function orderLigatures(characters: Character[]): Character[] {
  const ordered = [...characters];
  for (let from = 0, to = 1; from < characters.length; from = to, to += 1) {
    const { text, origin, object } = characters[from]!;
    if (!RIGHT_TO_LEFT.test(text)) continue;
    while (characters[to]?.origin === origin && characters[to]!.object === object) to += 1;
    for (let at = from; at < to; at++) ordered[at] = characters[from + to - 1 - at]!;
  }
  return ordered;
}

function begin(character: Character): Open {
  const { text, left, right, y, size, angle, tag } = character;
  return { text, left, right, y, size, angle, tag, last: character, widths: new Map([[size, 1]]) };
}

/** A smaller figure, close behind and a little higher. */
const isRaisedBeside = (
  last: Character,
  { left, y, size }: Pick<Character, 'left' | 'y' | 'size'>,
): boolean =>
  size < last.size * 0.9 &&
  y - last.y > last.size * 0.15 &&
  y - last.y < last.size * 0.6 &&
  Math.abs(left - last.right) < last.size * 0.15;

/** What PDFium takes for a line's end can be the gap between two cells of a row, or a raised figure. */
function continues(
  { last, ...line }: Open,
  { left, y, size, angle, tag }: Character,
  isLineEnd: boolean,
): boolean {
  if (angle !== line.angle || !isSameCell(tag?.cell, line.tag?.cell)) return false;
  const largest = Math.max(line.size, size);
  if (isLineEnd && isRaisedBeside(last, { left, y, size })) return true;
  if (isLineEnd) return Math.abs(y - line.y) < largest * 0.2 && left > last.right - largest * 0.2;
  return Math.abs(y - line.y) < largest && !(last.text === '-' && left < last.left);
}

const isSameCell = (one: Cell | undefined, other: Cell | undefined): boolean =>
  one?.table === other?.table && one?.row === other?.row && one?.column === other?.column;

function add(line: Open, character: Character, isSpace: boolean): void {
  const { last } = line;
  const { text, left, right, y, size } = character;
  const isApart = !/^\p{M}/u.test(text) && (isSpace || isGap(last, character));
  line.text += isApart ? ` ${text}` : isRaisedBeside(last, character) ? raised(line.text, text) : text;
  line.left = Math.min(line.left, left);
  line.right = Math.max(line.right, right);
  line.widths.set(size, (line.widths.get(size) ?? 0) + 1);
  if (size > line.size * 1.2 && line.widths.get(size)! > line.text.length / 2)
    [line.size, line.y] = [size, y];
  line.last = character;
}

/** A wider gap than between the letters of a word. Columns of words and numbers can be closer, and even overlap. */
function isGap(last: Character, { text, left, right, object }: Character): boolean {
  const [ahead, back] = [(left - last.right) / last.size, (last.left - right) / last.size];
  if (last.object === object) return Math.max(ahead, back) > 0.3;
  const isNumber = /\p{N}$/u.test(last.text) !== /^\p{N}/u.test(text) && /\p{L}/u.test(last.text + text);
  return isNumber ? Math.min(Math.abs(ahead), Math.abs(back)) > 0.05 : Math.max(ahead, back) > 0.15;
}

/** The size of a line is that of most of its characters. Presentation forms and ligatures become letters. */
function close({ text, left, right, y, angle, tag, widths }: Open): Line {
  const size = [...widths].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
  const letters = text.replace(/[\uFB00-\uFDFF\uFE70-\uFEFC]+/gu, (forms) => forms.normalize('NFKC'));
  return { text: cleanText(letters).replace(/\s+/g, ' ').trim(), left, right, y, size, angle, tag };
}
