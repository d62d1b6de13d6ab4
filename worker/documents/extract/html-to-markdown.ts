import { escapeMarkdown } from './escape-markdown.ts';
import { raised } from './raised.ts';
import { writeTable } from './write-table.ts';

const inlineTags = new Set(
  (
    'a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark ' +
    'nobr output q rb rp rt rtc ruby s samp small span strike strong sub sup time tt u var wbr math'
  ).split(' '),
);
const BLOCKS =
  'p,div,ul,ol,dl,table,pre,blockquote,figure,section,article,h1,h2,h3,h4,h5,h6,header,footer,details,form';

/** These, and elements that a page defines itself, are part of a sentence unless they hold blocks. */
const MAY_HOLD_BLOCKS = /^(a|del|ins)$|-/;
const STRUCK = /^(del|s|strike)$/;

const isInline = (element: Element): boolean =>
  MAY_HOLD_BLOCKS.test(element.localName)
    ? !element.querySelector(BLOCKS)
    : inlineTags.has(element.localName);

/**
 * The readable text of an element as Markdown: headings, lists, quotes, tables, code, links. Bold and italic are
 * dropped, so that quotes read as on the page. Linear in the page's size; node-html-markdown is quadratic (20 s for
 * 800 kB).
 * @throws RangeError for elements nested thousands deep
 */
export function htmlToMarkdown(element: Element): string {
  const blocks: string[] = [];
  let inline = newInline('');
  const endParagraph = () => {
    const text = tidy(inline.text);
    if (text !== '') blocks.push(escapeMarkdown(text));
    inline = newInline('');
  };
  for (const node of element.childNodes) {
    const isBlock = node.nodeType === 1 && !isInline(node as Element);
    if (!isBlock) {
      inline.add(node);
      continue;
    }
    endParagraph();
    const block = writeBlock(node as Element);
    if (block !== '') blocks.push(block);
  }
  endParagraph();
  return blocks.join('\n\n');
}

function writeBlock(element: Element): string {
  const name = element.localName;
  if (/^h[1-6]$/.test(name)) {
    const text = oneLine(element);
    return text && `${'#'.repeat(Number(name[1]))} ${text}`;
  }
  if (name === 'pre') return writeCode(element.textContent ?? '');
  if (name === 'ul' || name === 'ol') return writeList(element, name === 'ol');
  if (name === 'blockquote') return htmlToMarkdown(element).replace(/^/gm, '> ').replace(/^> $/gm, '>');
  if (name === 'table') return readTable(element);
  if (name === 'dl') return writeDefinitions(element);
  return htmlToMarkdown(element);
}

/** Text that grows node by node. What a node needs of the text before it is its end: all of it each time would be quadratic. */
function newInline(before: string): { text: string; add(node: Node): void } {
  let end = before;
  return {
    text: '',
    add(node) {
      const piece = writeInline(node, end);
      this.text += piece;
      end = (end + piece).slice(-2);
    },
  };
}

/** @param before the end of the text before it in its paragraph */
function writeInline(node: Node, before: string): string {
  if (node.nodeType === 3) return (node.nodeValue ?? '').replace(/\s+/g, ' ');
  if (node.nodeType !== 1) return '';
  const element = node as Element;
  if (element.localName === 'br') return '\n';
  if (element.localName === 'img') return element.getAttribute('alt') ?? '';
  if (element.localName === 'input') return writeBox(element);
  if (element.localName === 'math') return writeFormula(element);
  // How a word is read, above it.
  if (element.localName === 'rt' || element.localName === 'rp') return '';
  if (!isInline(element)) return `\n\n${writeBlock(element)}\n\n`;
  const inside = newInline(before);
  for (const child of element.childNodes) inside.add(child);
  const { text } = inside;
  if (element.localName === 'sup') return raised(before, text);
  if (text.trim() === '' || text.includes('\n')) return text;
  if (element.localName === 'code') return `\`${text}\``;
  // What no longer holds must not read as if it did.
  if (STRUCK.test(element.localName)) return text.replace(/\S.*\S|\S/, '~~$&~~');
  const target = element.localName === 'a' ? element.getAttribute('href') : null;
  return target && /^(https?:|mailto:|tel:)/i.test(target) && target !== text ? `[${text}](${target})` : text;
}

function writeCode(code: string): string {
  const fence = code.includes('```') ? '~~~~' : '```';
  return code.trim() === '' ? '' : `${fence}\n${code.replace(/^\n/, '').trimEnd()}\n${fence}`;
}

function writeList(list: Element, numbered: boolean): string {
  const items: string[] = [];
  const step = list.hasAttribute('reversed') ? -1 : 1;
  let number = wholeOf(list, 'start') ?? (step < 0 ? list.children.length : 1);
  for (const entry of list.children) {
    const text = htmlToMarkdown(entry);
    // An item that is only there to hold a list below it.
    const isHolder =
      /^(ul|ol)$/.test(entry.firstElementChild?.localName ?? '') &&
      entry.firstChild === entry.firstElementChild;
    if (isHolder) {
      items.push(text);
      continue;
    }
    number = wholeOf(entry, 'value') ?? number;
    const mark = entry.getAttribute('data-label') ?? (numbered ? `${number}.` : '-');
    if (text === '') continue;
    items.push(item(`${mark} `, text));
    number += step;
  }
  return items.join('\n');
}

function wholeOf(element: Element, name: string): number | undefined {
  const whole = Number.parseInt(element.getAttribute(name) ?? '', 10);
  return Number.isNaN(whole) ? undefined : whole;
}

const writeBox = (input: Element): string =>
  /^(checkbox|radio)$/i.test(input.getAttribute('type') ?? '')
    ? input.hasAttribute('checked')
      ? '☒ '
      : '☐ '
    : '';

/** A formula as its author wrote it where the page says so, else its signs in a line. */
function writeFormula(math: Element): string {
  const source = math.querySelector('annotation[encoding="application/x-tex"]')?.textContent.trim();
  if (source) return ` ${source} `;
  return ` ${writeSigns(math)} `;
}

function writeSigns(node: Node): string {
  if (node.nodeType === 3) return (node.nodeValue ?? '').replace(/\s+/g, '');
  const name = (node as Element).localName;
  if (node.nodeType !== 1 || name === 'annotation' || name === 'annotation-xml') return '';
  const parts = [...node.childNodes].map(writeSigns).filter((part) => part !== '');
  const grouped = parts.map((part) => (/^[\p{L}\p{N}.]+$/u.test(part) ? part : `(${part})`));
  if (name === 'mfrac') return grouped.join('/');
  if (name === 'msup') return `${grouped[0] ?? ''}^${grouped[1] ?? ''}`;
  if (name === 'msub') return `${parts[0] ?? ''}_${grouped[1] ?? ''}`;
  if (name === 'msqrt') return `√${grouped.length > 1 ? `(${parts.join('')})` : (grouped[0] ?? '')}`;
  return parts.join('');
}

/** `term: definition`, an item each. */
function writeDefinitions(list: Element): string {
  const items: string[] = [];
  let terms: string[] = [];
  let isTerm = false;
  const visit = (parent: Element): void => {
    for (const child of parent.children) {
      if (child.localName === 'dt') {
        if (!isTerm) terms = [];
        terms.push(oneLine(child));
      } else if (child.localName === 'dd')
        items.push(item(`- `, `${terms.join(', ')}: ${htmlToMarkdown(child)}`));
      else visit(child);
      isTerm = child.localName === 'dt';
    }
  };
  visit(list);
  return items.length > 0 ? items.join('\n') : terms.join('\n\n');
}

/** One item of a list, its further lines set below the text of its first. */
const item = (mark: string, text: string): string =>
  mark + text.replace(/\n{2,}/g, '\n').replace(/\n/g, `\n${' '.repeat(mark.length)}`);

/** Wider tables and taller spans than these are mistakes. */
const WIDEST = 1_000;

function readTable(table: Element): string {
  const own = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
  const width = Math.max(0, ...own.map(({ children }) => children.length));
  if (width < 2 || isLayout(table, own))
    return own
      .flatMap((row) => [...row.children].map(htmlToMarkdown))
      .filter(Boolean)
      .join('\n\n');
  const rows: string[][] = own.map(() => []);
  for (const [at, row] of own.entries()) {
    let column = 0;
    for (const cell of row.children) {
      while (rows[at]![column] !== undefined) column += 1;
      const text = cell.querySelector('table') ? writeNested(cell) : oneLine(cell);
      const right = Math.min(column + span(cell, 'colspan'), WIDEST);
      const bottom = Math.min(at + span(cell, 'rowspan'), own.length);
      for (let down = at; down < bottom; down++)
        for (let along = column; along < right; along++) rows[down]![along] ??= text;
      column = right;
    }
  }
  const caption = table.querySelector('caption');
  return (caption ? `${oneLine(caption)}\n\n` : '') + writeTable(rows);
}

const span = (cell: Element, name: 'colspan' | 'rowspan'): number =>
  Math.max(1, Number.parseInt(cell.getAttribute(name) ?? '', 10) || 1);

/** A table that only places parts of a page: it says so, or its cells hold headings or whole tables in one row. */
const isLayout = (table: Element, rows: Element[]): boolean =>
  /^(presentation|none)$/.test(table.getAttribute('role') ?? '') ||
  table.querySelector('h1,h2,h3,h4,h5,h6') !== null ||
  (rows.length < 2 && table.querySelector('table') !== null);

/** A table within a cell, in the cell's one line: cells by commas, rows by semicolons. */
function writeNested(cell: Element): string {
  const texts: string[] = [];
  for (const child of cell.childNodes) {
    const isTable = child.nodeType === 1 && (child as Element).localName === 'table';
    if (!isTable)
      texts.push(child.nodeType === 1 ? oneLine(child as Element) : writeInline(child, '').trim());
    else
      texts.push(
        [...(child as Element).querySelectorAll('tr')]
          .map((row) => [...row.children].map(oneLine).filter(Boolean).join(', '))
          .join('; '),
      );
  }
  return texts.filter(Boolean).join(' ');
}

function oneLine(element: Element): string {
  return htmlToMarkdown(element).replace(/\s+/g, ' ').trim();
}

/** Text nodes have no line ends any more: what is left comes from <br> and from blocks. */
function tidy(text: string): string {
  return text
    .replace(/ +/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
