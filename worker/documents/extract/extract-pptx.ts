import { cleanText } from './decode-text.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import type { Extracted } from './extracted.ts';
import { broken, openArchive, type Archive } from './open-archive.ts';
import { elements, readXml, relationsOf } from './read-xml.ts';

const PRESENTATION = 'ppt/presentation.xml';
const BODY = new Set(['body', 'obj', 'subTitle', '']);

/**
 * A presentation as Markdown: one page per slide, title as heading, points as lists, tables, speaker notes.
 * @throws ExtractionError
 */
export async function extractPptx(bytes: Uint8Array): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has(PRESENTATION)) throw broken(new Error('no presentation'));
  const relations = await relationsOf(archive, PRESENTATION);
  const listed = elements(await readXml(archive, PRESENTATION), 'p:sldId').map((slide) =>
    relations.get(slide.getAttribute('r:id') ?? ''),
  );
  let text = '';
  const pages: Extracted['pages'] = [];
  const seen = new Set<string>();
  for (const [index, slide] of listed.entries()) {
    if (!slide || seen.has(slide.target) || !archive.has(slide.target)) continue;
    seen.add(slide.target);
    const body = cleanText(await writeSlide(archive, slide.target));
    if (text !== '' && body !== '') text += '\n\n';
    pages.push({ number: index + 1, start: text.length });
    text += body;
  }
  return { text, pages, format: 'markdown' };
}

async function writeSlide(archive: Archive, part: string): Promise<string> {
  const slide = await readXml(archive, part);
  const blocks: string[] = [];
  let title = '';
  for (const shape of elements(slide, 'p:sp')) {
    const placeholder = elements(shape, 'p:ph')[0];
    const kind = placeholder?.getAttribute('type') ?? '';
    const paragraphs = paragraphsOf(shape);
    if (/^(dt|ftr|sldNum|hdr)$/.test(kind)) continue;
    if (/title$/i.test(kind) && kind !== 'subTitle') title ||= paragraphs.map(({ text }) => text).join(' ');
    else
      blocks.push(
        ...(placeholder && BODY.has(kind)
          ? asList(paragraphs)
          : paragraphs.map(({ text }) => escapeMarkdown(text))),
      );
  }
  for (const table of elements(slide, 'a:tbl')) blocks.push(writeTable(table));
  const notes = await notesOf(archive, part);
  if (title) blocks.unshift(`# ${title.replace(/\s+/g, ' ')}`);
  if (notes) blocks.push(`Notes: ${escapeMarkdown(notes)}`);
  return blocks.join('\n\n');
}

type Paragraph = { text: string; level: number };

function paragraphsOf(shape: Element): Paragraph[] {
  return elements(shape, 'a:p')
    .map((paragraph) => ({
      text: textOf(paragraph),
      level: Number(elements(paragraph, 'a:pPr')[0]?.getAttribute('lvl') ?? 0),
    }))
    .filter(({ text }) => text !== '');
}

/** Runs, fields and line breaks of a paragraph, in order. */
function textOf(paragraph: Element): string {
  let text = '';
  for (const child of paragraph.children) {
    if (child.nodeName === 'a:br') text += '\n';
    else for (const run of elements(child, 'a:t')) text += run.textContent;
  }
  return text.trim();
}

/** A single paragraph is a sentence; several are list points. */
const asList = (paragraphs: Paragraph[]): string[] =>
  paragraphs.length < 2
    ? paragraphs.map(({ text }) => escapeMarkdown(text))
    : [
        paragraphs
          .map(({ text, level }) => `${'  '.repeat(Math.min(level, 8))}- ${text.replace(/\s+/g, ' ')}`)
          .join('\n'),
      ];

function writeTable(table: Element): string {
  const rows = elements(table, 'a:tr').map((row) =>
    elements(row, 'a:tc').map((cell) =>
      paragraphsOf(cell)
        .map(({ text }) => text)
        .join(' ')
        .replace(/\s+/g, ' ')
        .replaceAll('|', '\\|'),
    ),
  );
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  lines.splice(1, 0, `|${' --- |'.repeat(rows[0]?.length ?? 0)}`);
  return lines.join('\n');
}

async function notesOf(archive: Archive, part: string): Promise<string> {
  const notes = [...(await relationsOf(archive, part)).values()].find(({ type }) => type === 'notesSlide');
  if (!notes || !archive.has(notes.target)) return '';
  const root = await readXml(archive, notes.target);
  return elements(root, 'p:sp')
    .filter((shape) => elements(shape, 'p:ph')[0]?.getAttribute('type') === 'body')
    .flatMap(paragraphsOf)
    .map(({ text }) => text)
    .join('\n');
}
