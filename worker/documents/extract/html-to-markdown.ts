import { escapeMarkdown } from './escape-markdown.ts';

const inlineTags = new Set(
  (
    'a abbr acronym b bdi bdo big br cite code data del dfn em font i img input ins kbd label mark ' +
    'nobr output q s samp small span strike strong sub sup time tt u var wbr'
  ).split(' '),
);

/**
 * The readable text of an element as Markdown: headings, lists, quotes, tables, code, links. Bold and italic are
 * dropped, so that quotes read as on the page. Linear in the page's size; node-html-markdown is quadratic (20 s for
 * 800 kB).
 * @throws RangeError for elements nested thousands deep
 */
export function htmlToMarkdown(element: Element): string {
  const blocks: string[] = [];
  let inline = '';
  const endParagraph = () => {
    const text = tidy(inline);
    if (text !== '') blocks.push(escapeMarkdown(text));
    inline = '';
  };
  for (const node of element.childNodes) {
    const isBlock = node.nodeType === 1 && !inlineTags.has((node as Element).localName);
    if (!isBlock) {
      inline += writeInline(node);
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
  if (name === 'table') return writeTable(element);
  return htmlToMarkdown(element);
}

function writeInline(node: Node): string {
  if (node.nodeType === 3) return (node.nodeValue ?? '').replace(/\s+/g, ' ');
  if (node.nodeType !== 1) return '';
  const element = node as Element;
  if (element.localName === 'br') return '\n';
  if (element.localName === 'img') return element.getAttribute('alt') ?? '';
  if (!inlineTags.has(element.localName)) return `\n\n${writeBlock(element)}\n\n`;
  let text = '';
  for (const child of element.childNodes) text += writeInline(child);
  if (text.trim() === '' || text.includes('\n')) return text;
  if (element.localName === 'code') return `\`${text}\``;
  const target = element.localName === 'a' ? element.getAttribute('href') : null;
  return target && /^(https?:|mailto:|tel:)/i.test(target) && target !== text ? `[${text}](${target})` : text;
}

function writeCode(code: string): string {
  const fence = code.includes('```') ? '~~~~' : '```';
  return code.trim() === '' ? '' : `${fence}\n${code.replace(/^\n|\s+$/g, '')}\n${fence}`;
}

function writeList(list: Element, numbered: boolean): string {
  const items: string[] = [];
  for (const item of list.children) {
    const text = htmlToMarkdown(item).replace(/\n{2,}/g, '\n');
    const mark = numbered ? `${items.length + 1}. ` : '- ';
    if (text !== '') items.push(mark + text.replace(/\n/g, `\n${' '.repeat(mark.length)}`));
  }
  return items.join('\n');
}

function writeTable(table: Element): string {
  const own = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
  const rows = own.map((row) => [...row.children]);
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  // A table that is used for layout only.
  if (width < 2 || table.querySelector('table'))
    return rows
      .flatMap((cells) => cells.map(htmlToMarkdown))
      .filter(Boolean)
      .join('\n\n');
  const lines = rows.map((cells) => {
    const texts = cells.map((cell) => oneLine(cell).replaceAll('|', '\\|'));
    return `| ${[...texts, ...Array<string>(width - texts.length).fill('')].join(' | ')} |`;
  });
  lines.splice(1, 0, `|${' --- |'.repeat(width)}`);
  const caption = table.querySelector('caption');
  return (caption ? `${oneLine(caption)}\n\n` : '') + lines.join('\n');
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
