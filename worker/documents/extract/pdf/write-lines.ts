import { escapeMarkdown } from '../escape-markdown.ts';
import type { Extracted } from '../extracted.ts';
import { addLine } from './add-line.ts';
import { readTables } from './read-tables.ts';
import type { Line } from './join-characters.ts';

/** Blocks of Markdown, each in the parts that it grew by, and the part with which each page begins. */
type Written = { blocks: string[][]; starts: { block: number; part: number }[] };

/**
 * Lines as Markdown, and where each page begins. A paragraph goes on in the next column or page if its sentence does.
 * @param notes of each page, which follow its lines as paragraphs
 * @param recognised Markdown by page index, which takes the place of its lines
 */
export function writeLines(
  pages: Line[][],
  notes: string[][],
  recognised: Map<number, string> = new Map(),
): Pick<Extracted, 'text' | 'pages'> {
  const levelOf = findHeadings(pages.flat());
  const compounds = new Set(
    pages.flatMap((lines) => lines.flatMap(({ text }) => text.match(/\p{L}+-\p{L}+/gu) ?? [])),
  );
  const written: Written = { blocks: [], starts: [] };
  let before: Line | null = null;
  for (const [index, lines] of pages.entries()) {
    const { blocks, starts } = written;
    const pitch = usualPitch(lines);
    let isFirst = true;
    const text = recognised.get(index);
    if (text !== undefined) {
      starts.push({ block: blocks.length, part: 0 });
      blocks.push([text]);
      isFirst = false;
      before = null;
    }
    const tables = readTables(lines);
    for (const line of text === undefined ? lines : []) {
      if (line.tag?.cell) {
        const table = tables.get(line.tag.cell.table);
        if (!table) continue;
        if (isFirst) starts.push({ block: blocks.length, part: 0 });
        isFirst = false;
        blocks.push([table]);
        tables.delete(line.tag.cell.table);
        before = null;
        continue;
      }
      const level = levelOf(line);
      const isBelow = before && !isFirst && !isApart(before, line, pitch);
      const isSame = before && level === levelOf(before);
      if (isBelow && isSame && level > 0) blocks.at(-1)!.push(` ${line.text}`);
      else if (level > 0) blocks.push([`${'#'.repeat(level)} ${line.text}`]);
      else if (isSame && (isBelow || ((isFirst || line.y > before!.y) && goesOn(before!, line))))
        addLine(blocks.at(-1)!, line.text, compounds);
      else blocks.push([escapeMarkdown(line.text)]);
      if (isFirst) starts.push({ block: blocks.length - 1, part: blocks.at(-1)!.length - 1 });
      isFirst = false;
      before = line;
    }
    if (isFirst) starts.push({ block: blocks.length, part: 0 });
    if (notes[index]!.length > 0) before = null;
    blocks.push(...notes[index]!.map((note) => [escapeMarkdown(note)]));
  }
  return finish(written, recognised);
}

function finish(
  { blocks, starts }: Written,
  recognised: Map<number, string>,
): Pick<Extracted, 'text' | 'pages'> {
  const texts = blocks.map((parts) => parts.join(''));
  const offsets = [0];
  for (const text of texts) offsets.push(offsets.at(-1)! + text.length + 2);
  const text = texts.join('\n\n');
  return {
    text,
    pages: starts.map(({ block, part }, index) => {
      const before = (blocks[block] ?? []).slice(0, part).join('').length;
      return {
        number: index + 1,
        start: Math.min(offsets[block]! + before, text.length),
        ...(recognised.has(index) && { ocr: true as const }),
      };
    }),
  };
}

/** Tells a heading's level, 0 for other text: by the file's tags, or by font sizes in files without tagged headings. */
function findHeadings(lines: Line[]): (line: Line) => number {
  if (lines.some(({ tag }) => tag?.heading)) return ({ tag }) => tag?.heading ?? 0;
  const sizes = findHeadingSizes(lines);
  return ({ text, size, tag }) =>
    !tag?.cell && text.length <= 150 && /\p{L}{2}/u.test(text) ? sizes.indexOf(rounded(size)) + 1 : 0;
}

/** Font sizes clearly above the usual one, largest first: at most four levels of headings. */
function findHeadingSizes(lines: Line[]): number[] {
  const letters = new Map<number, number>();
  for (const { size, text } of lines)
    letters.set(rounded(size), (letters.get(rounded(size)) ?? 0) + text.length);
  const body = [...letters].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0])[0];
  return [...letters.keys()]
    .filter((size) => size >= body * 1.15)
    .sort((a, b) => b - a)
    .slice(0, 4);
}

/** The line spacing within paragraphs, in points: the lower quartile, because gaps between paragraphs are wider. */
function usualPitch(lines: Line[]): number {
  const steps = lines
    .slice(1)
    .map((line, index) => lines[index]!.y - line.y)
    .filter((step, index) => step > lines[index]!.size * 0.8)
    .sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 4)] ?? 0;
}

/**
 * A new paragraph: more space above than usual, another font size or direction, or a jump upwards (a column, a note, a
 * header).
 */
function isApart(before: Line, line: Line, pitch: number): boolean {
  const step = before.y - line.y;
  const usual = Math.max(Math.min(pitch, line.size * 1.8), line.size * 1.2);
  return step > usual * 1.2 || step < -line.size || !isAlike(before, line);
}

const isAlike = (one: Line, other: Line): boolean =>
  rounded(one.size) === rounded(other.size) && one.angle === other.angle;

/** Whether a sentence goes on at the top of the next column or page: it has not ended, and the line begins small. */
function goesOn(before: Line, line: Line): boolean {
  return isAlike(before, line) && /[\p{L},\-\u00AD\u2010]$/u.test(before.text) && /^\p{Ll}/u.test(line.text);
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}
