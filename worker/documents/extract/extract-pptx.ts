import { cleanText } from './decode-text.ts';
import { escapeMarkdown } from './escape-markdown.ts';
import type { DocumentWarning } from '../../../shared/contract/documents.ts';
import type { Extracted, ExtractOptions } from './extracted.ts';
import { broken, openArchive, type Archive } from './open-archive.ts';
import { readCoreTitle } from './read-core-title.ts';
import { readChart } from './read-chart.ts';
import { readDiagram } from './read-diagram.ts';
import { elements, readXml, relationsOf } from './read-xml.ts';
import { raised } from './raised.ts';
import { writeTable } from './write-table.ts';

const PRESENTATION = 'ppt/presentation.xml';
const BODY = new Set(['body', 'obj', 'subTitle', '']);

/**
 * A presentation as Markdown: one page per slide, title as heading, then what is on it in the file's order: points as
 * lists, tables, diagrams, charts as tables; speaker notes last.
 * @throws ExtractionError
 */
export async function extractPptx(bytes: Uint8Array, options: ExtractOptions): Promise<Extracted> {
  const archive = await openArchive(bytes);
  if (!archive.has(PRESENTATION)) throw broken(new Error('no presentation'));
  const relations = await relationsOf(archive, PRESENTATION);
  const listed = elements(await readXml(archive, PRESENTATION), 'p:sldId').map((slide) =>
    relations.get(slide.getAttribute('r:id') ?? ''),
  );
  let text = '';
  const pages: Extracted['pages'] = [];
  const seen = new Set<string>();
  const hidden: number[] = [];
  for (const [index, slide] of listed.entries()) {
    if (!slide || seen.has(slide.target) || !archive.has(slide.target)) continue;
    seen.add(slide.target);
    const root = await readXml(archive, slide.target);
    if (root.getAttribute('show') === '0') hidden.push(index + 1);
    if (hidden.at(-1) === index + 1 && !options.readHidden) continue;
    const body = cleanText(await writeSlide(archive, slide.target, root));
    if (text !== '' && body !== '') text += '\n\n';
    pages.push({ number: index + 1, start: text.length });
    text += body;
  }
  const warnings: DocumentWarning[] =
    hidden.length > 0 && !options.readHidden
      ? [
          {
            code: 'hidden_left_out',
            message: `Hidden slides were left out: ${hidden.join(', ')}.`,
            pages: hidden,
          },
        ]
      : [];
  return { text, pages, format: 'markdown', warnings, title: await readCoreTitle(archive) };
}

async function writeSlide(archive: Archive, part: string, slide: Element): Promise<string> {
  const blocks: string[] = [];
  let title = '';
  const relations = await relationsOf(archive, part);
  for (const shape of shapesOf(slide)) {
    if (shape.nodeName === 'p:graphicFrame') {
      blocks.push(...(await writeFrame(archive, shape, relations)));
      continue;
    }
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
  const notes = await notesOf(archive, part);
  if (title) blocks.unshift(`# ${title.replace(/\s+/g, ' ')}`);
  if (notes) blocks.push(`Notes: ${escapeMarkdown(notes)}`);
  return blocks.join('\n\n');
}

/** Shapes and frames in the file's order. Of alternatives the first is the one for today's programs. */
function* shapesOf(element: Element): Iterable<Element> {
  for (const child of element.children) {
    if (child.nodeName === 'p:sp' || child.nodeName === 'p:graphicFrame') yield child;
    else if (child.nodeName !== 'mc:Fallback') yield* shapesOf(child);
  }
}

type Relations = Awaited<ReturnType<typeof relationsOf>>;

/** A table, chart or diagram. */
async function writeFrame(archive: Archive, frame: Element, relations: Relations): Promise<string[]> {
  const blocks = elements(frame, 'a:tbl').map((table) => writeTable(cellsOf(table)));
  const partOf = (reference: Element, attribute: string): string | undefined => {
    const target = relations.get(reference.getAttribute(attribute) ?? '')?.target;
    return target && archive.has(target) ? target : undefined;
  };
  for (const reference of elements(frame, 'c:chart')) {
    const part = partOf(reference, 'r:id');
    if (part) blocks.push(...(await readChart(archive, part)));
  }
  for (const reference of elements(frame, 'dgm:relIds')) {
    const part = partOf(reference, 'r:dm');
    if (part) blocks.push(...(await readDiagram(archive, part)));
  }
  return blocks.filter((block) => block !== '');
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
    const isRaised = Number(elements(child, 'a:rPr')[0]?.getAttribute('baseline') ?? 0) > 0;
    for (const run of elements(child, 'a:t'))
      text += isRaised ? raised(text, run.textContent) : run.textContent;
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

/** A table's cells; merged ones repeat their text in each cell that they cover. */
function cellsOf(table: Element): string[][] {
  const rows: string[][] = [];
  for (const row of elements(table, 'a:tr')) {
    const cells: string[] = [];
    for (const cell of elements(row, 'a:tc')) {
      const isCovered = (name: string) => /^(1|true)$/.test(cell.getAttribute(name) ?? '');
      const text = paragraphsOf(cell)
        .map((paragraph) => paragraph.text)
        .join(' ');
      if (isCovered('hMerge')) cells.push(cells.at(-1) ?? '');
      else if (isCovered('vMerge')) cells.push(rows.at(-1)?.[cells.length] ?? '');
      else cells.push(text);
    }
    rows.push(cells);
  }
  return rows;
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
