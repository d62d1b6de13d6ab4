import type { Archive } from '../open-archive.ts';
import { readChart } from '../read-chart.ts';
import { readDiagram } from '../read-diagram.ts';
import { elements, readXml, relationsOf } from '../read-xml.ts';
import { readAlternative } from './read-alternative.ts';
import { numberParagraphs } from './number-paragraphs.ts';
import { showFields } from './show-fields.ts';
import { writeFormula } from './write-formula.ts';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

/** Set around the number of a paragraph, and around the place of a block of `inserts`. */
export const LABEL = '\uE001';
export const INSERT = '\uE000';

/** What mammoth does not know, and what it knows that reads the same. */
const SAME_AS = { 'w:cr': 'w:br', 'w:ptab': 'w:tab', 'w:dstrike': 'w:strike' };

/**
 * The main part of a Word document, in which what mammoth leaves out is ordinary text: fields, words under their
 * reading, formulas, numbers of paragraphs. `inserts`: Markdown of charts, diagrams and documents within the document,
 * by the number at their place.
 */
export type Prepared = { part: string; xml: string; inserts: string[] };

/** @throws ExtractionError */
export async function prepareDocument(archive: Archive): Promise<Prepared | null> {
  const part = [...(await relationsOf(archive, '')).values()].find(
    ({ type }) => type === 'officeDocument',
  )?.target;
  if (!part || !archive.has(part)) return null;
  const root = await readXml(archive, part);
  const relations = await relationsOf(archive, part);
  const partOf = async (type: string): Promise<Element | undefined> => {
    const target = [...relations.values()].find((relation) => relation.type === type)?.target;
    return target && archive.has(target) ? readXml(archive, target) : undefined;
  };
  for (const frame of elements(root, 'w:framePr')) joinDropCap(frame);
  showFields(root, (text) => makeRun(root, text));
  const labels = numberParagraphs(elements(root, 'w:p'), await partOf('numbering'), await partOf('styles'));
  for (const [paragraph, label] of labels) addText(paragraph, `${LABEL}${label}${LABEL}`);
  for (const name of ['w:fldSimple', 'w:dir', 'w:bdo'])
    for (const element of elements(root, name)) element.replaceWith(...element.childNodes);
  for (const ruby of elements(root, 'w:ruby'))
    (ruby.parentElement ?? ruby).replaceWith(...(elements(ruby, 'w:rubyBase')[0]?.childNodes ?? []));
  for (const formula of elements(root, 'm:oMath')) formula.replaceWith(makeRun(root, writeFormula(formula)));
  for (const hidden of elements(root, 'w:vanish'))
    if (!/^(0|false|off)$/.test(hidden.getAttribute('w:val') ?? ''))
      if (hidden.parentElement?.parentElement?.nodeName === 'w:r')
        hidden.parentElement.parentElement.remove();
  for (const before of elements(root, 'w:gridBefore')) addCells(before);
  for (const merge of elements(root, 'w:hMerge')) joinCells(merge);
  for (const [name, known] of Object.entries(SAME_AS))
    for (const element of elements(root, name)) element.replaceWith(renamed(element, known));
  const inserts = await takeInserts(archive, root, relations);
  for (const box of elements(root, 'w:txbxContent'))
    if (!box.closest('mc\\:AlternateContent') && box.closest('w\\:drawing'))
      box.closest('w\\:p')?.after(...box.childNodes);
  return { part, xml: root.outerHTML, inserts };
}

function renamed(element: Element, name: string): Element {
  const other = element.ownerDocument.createElementNS(W, name);
  const value = element.getAttribute('w:val');
  if (value !== null) other.setAttribute('w:val', value);
  return other;
}

/** A large first letter has a paragraph of its own, before the one whose first word it begins. */
function joinDropCap(frame: Element): void {
  if (!/^(drop|margin)$/.test(frame.getAttribute('w:dropCap') ?? '')) return;
  const letter = parentParagraph(frame);
  const next = letter?.nextElementSibling;
  if (next?.nodeName !== 'w:p') return;
  const runs = [...letter!.childNodes].filter(({ nodeName }) => nodeName !== 'w:pPr');
  const properties = [...next.children].find(({ nodeName }) => nodeName === 'w:pPr');
  if (properties) properties.after(...runs);
  else next.prepend(...runs);
  letter!.remove();
}

type Relations = Awaited<ReturnType<typeof relationsOf>>;

/** Puts a mark in the place of each chart, diagram and document within the document. */
async function takeInserts(archive: Archive, root: Element, relations: Relations): Promise<string[]> {
  const inserts: string[] = [];
  const readers: [
    name: string,
    attribute: string,
    read: (archive: Archive, part: string) => Promise<string[]>,
  ][] = [
    ['c:chart', 'r:id', readChart],
    ['dgm:relIds', 'r:dm', readDiagram],
    ['w:altChunk', 'r:id', readAlternative],
  ];
  for (const [name, attribute, read] of readers)
    for (const element of elements(root, name)) {
      const target = relations.get(element.getAttribute(attribute) ?? '')?.target;
      const block = target && archive.has(target) ? (await read(archive, target)).join('\n\n') : '';
      if (block === '') continue;
      const paragraph = root.ownerDocument.createElementNS(W, 'w:p');
      addText(paragraph, `${INSERT}${inserts.length}${INSERT}`);
      inserts.push(block);
      if (name === 'w:altChunk') element.replaceWith(paragraph);
      else (parentParagraph(element) ?? element).after(paragraph);
    }
  return inserts;
}

function parentParagraph(element: Element): Element | null {
  let parent = element.parentElement;
  while (parent && parent.nodeName !== 'w:p') parent = parent.parentElement;
  return parent;
}

/** As the first run of a paragraph, after its properties. */
function addText(paragraph: Element, text: string): void {
  const run = makeRun(paragraph, text);
  const properties = [...paragraph.children].find(({ nodeName }) => nodeName === 'w:pPr');
  if (properties) properties.after(run);
  else paragraph.prepend(run);
}

function makeRun({ ownerDocument }: Element, text: string): Element {
  const run = ownerDocument.createElementNS(W, 'w:r');
  const inner = ownerDocument.createElementNS(W, 'w:t');
  inner.setAttribute('xml:space', 'preserve');
  inner.textContent = text;
  run.append(inner);
  return run;
}

/** A cell that the next ones are merged into, as old programs write it, becomes one wide cell. */
function joinCells(merge: Element): void {
  const cell = merge.parentElement?.parentElement;
  if (cell?.nodeName !== 'w:tc' || merge.getAttribute('w:val') !== 'restart') return;
  let width = 1;
  for (let next = cell.nextElementSibling; isMergedInto(next); next = cell.nextElementSibling) {
    next!.remove();
    width++;
  }
  const span = cell.ownerDocument.createElementNS(W, 'w:gridSpan');
  span.setAttribute('w:val', `${width}`);
  merge.replaceWith(span);
}

function isMergedInto(cell: Element | null): boolean {
  const merge = cell?.nodeName === 'w:tc' ? elements(cell, 'w:hMerge')[0] : undefined;
  return (
    merge !== undefined &&
    merge.parentElement?.parentElement === cell &&
    merge.getAttribute('w:val') !== 'restart'
  );
}

/** A row that begins late has empty cells before its own. */
function addCells(before: Element): void {
  let row = before.parentElement;
  while (row && row.nodeName !== 'w:tr') row = row.parentElement;
  const first = row && [...row.children].find(({ nodeName }) => nodeName === 'w:tc');
  const count = Math.min(Number(before.getAttribute('w:val') ?? 0) || 0, 100);
  for (let at = 0; first && at < count; at++) {
    const cell = first.ownerDocument.createElementNS(W, 'w:tc');
    cell.append(first.ownerDocument.createElementNS(W, 'w:p'));
    first.before(cell);
  }
}
