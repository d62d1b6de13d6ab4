import { cleanText } from './decode-text.ts';
import { dropRunningLines } from './drop-running-lines.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import type { Extracted } from './extracted.ts';
import { ExtractionError } from './extraction-error.ts';
import { type Line, readPdfLines } from './read-pdf-lines.ts';

/**
 * The text of a PDF as Markdown: lines as printed, paragraphs by spacing, headings by font size.
 * @throws ExtractionError for files that are encrypted, damaged, or contain no text
 */
export async function extractPdf(bytes: Uint8Array): Promise<Extracted> {
  const pages = dropRunningLines(await readPdfLines(bytes));
  const lines = pages.flat();
  if (lines.length === 0)
    throw new ExtractionError(
      'image_only_document',
      'This PDF contains only images of text. Run it through OCR and upload it again.',
    );
  const headingSizes = findHeadingSizes(lines);
  const compounds = new Set(lines.flatMap(({ text }) => text.match(/\p{L}+-\p{L}+/gu) ?? []));

  let text = '';
  const starts: Extracted['pages'] = [];
  for (const [index, page] of pages.entries()) {
    const body = cleanText(writePage(page, headingSizes, compounds));
    if (text !== '' && body !== '') text += '\n\n';
    starts.push({ number: index + 1, start: text.length });
    text += body;
  }
  return { text, pages: starts, format: 'markdown' };
}

/** Font sizes clearly above the usual one, largest first: at most four levels of headings. */
function findHeadingSizes(lines: Line[]): number[] {
  const letters = new Map<number, number>();
  for (const { size, text } of lines)
    letters.set(rounded(size), (letters.get(rounded(size)) ?? 0) + text.length);
  const body = [...letters].reduce((most, entry) => (entry[1] > most[1] ? entry : most))[0];
  return [...letters.keys()]
    .filter((size) => size >= body * 1.15)
    .sort((a, b) => b - a)
    .slice(0, 4);
}

function writePage(lines: Line[], headingSizes: number[], compounds: Set<string>): string {
  const pitch = usualPitch(lines);
  let text = '';
  let before: Line | null = null;
  for (const line of lines) {
    const level = headingLevel(line, headingSizes);
    const apart = before && isApart(before, line, pitch);
    if (level > 0) {
      const continues = before && !apart && headingLevel(before, headingSizes) === level;
      text += continues ? ` ${line.text}` : `${text && '\n\n'}${'#'.repeat(level)} ${line.text}`;
    } else if (apart || (before && headingLevel(before, headingSizes) > 0)) {
      text += `\n\n${escapeMarkdown(line.text)}`;
    } else {
      text = joinLine(text, line.text, compounds);
    }
    before = line;
  }
  return text;
}

function headingLevel({ text, size }: Line, headingSizes: number[]): number {
  return text.length <= 150 && /\p{L}{2}/u.test(text) ? headingSizes.indexOf(rounded(size)) + 1 : 0;
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
 * A new paragraph: more space above than usual, another font size, or a jump upwards (a column, a note, a header).
 */
function isApart(before: Line, line: Line, pitch: number): boolean {
  const step = before.y - line.y;
  const usual = Math.max(Math.min(pitch, line.size * 1.8), line.size * 1.2);
  return step > usual * 1.2 || step < -line.size || rounded(before.size) !== rounded(line.size);
}

/**
 * Adds a line to its paragraph. A word hyphenated at the line end is joined, unless it is written with a hyphen
 * elsewhere.
 */
function joinLine(text: string, line: string, compounds: Set<string>): string {
  if (text === '') return escapeMarkdown(line);
  const start = /(\p{L}+)([-\u00AD\u2010])$/u.exec(text.slice(-80));
  const end = /^\p{Ll}+/u.exec(line)?.[0];
  if (!start || !end || /^(und|oder|bzw|and|or|et|ou|y|o)$/.test(end))
    return `${text}\n${escapeMarkdown(line)}`;
  return compounds.has(`${start[1]}-${end}`) ? text + line : text.slice(0, -1) + line;
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}
