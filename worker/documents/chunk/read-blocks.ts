import type { Extracted } from '../extract/extracted.ts';

/**
 * A paragraph, heading, list, table or fenced code of a text, with its trailing line ends: blocks are adjacent.
 * `headings`: the titles above it, outermost first; a heading's own block has its own title last.
 */
export type Block = {
  start: number;
  end: number;
  kind: 'heading' | 'prose' | 'lines' | 'code';
  headings: string[];
};

const longestHeading = 300;
// Lines are not wrapped here: after a longer line, its end is the paragraph's end.
const widestWrap = 160;
const seen = 400; // characters of a line that are checked; enough for every mark

/** The blocks of a text in order. Together they contain every character that is not whitespace. Linear. */
export function readBlocks({ text, format }: Pick<Extracted, 'text' | 'format'>): Block[] {
  const blocks: Block[] = [];
  const path: { level: number; title: string }[] = [];
  let headings: string[] = [];
  let open = null as Block | null;
  let fence = '';

  const begin = (start: number, kind: Block['kind']): Block => {
    open = { start, end: start, kind, headings };
    blocks.push(open);
    return open;
  };
  const enter = (level: number, title: string): void => {
    while (path.length > 0 && path.at(-1)!.level >= level) path.pop();
    path.push({ level, title });
    headings = path.map((step) => step.title);
  };

  for (let start = 0, next = 0; start < text.length; start = next) {
    const lineEnd = text.indexOf('\n', start);
    next = lineEnd < 0 ? text.length : lineEnd + 1;
    const line = text.slice(start, Math.min(next, start + seen));
    const block: Block | null = open;

    if (fence !== '') {
      block!.end = next;
      if (closes(line, fence)) [fence, open] = ['', null];
    } else if (line.trim() === '' && (next - start <= seen || text.slice(start, next).trim() === '')) {
      open = null;
      if (blocks.length > 0) blocks.at(-1)!.end = next;
    } else if (format === 'markdown' && openingFence(line) !== '') {
      fence = openingFence(line);
      begin(start, 'code').end = next;
    } else if (format === 'markdown' && isHeading(line) && next - start <= longestHeading) {
      enter(/^#+/.exec(line.trimStart())![0].length, titleOf(line));
      begin(start, 'heading').end = next;
      open = null;
    } else if (
      format === 'markdown' &&
      block?.kind === 'prose' &&
      isUnderline(line) &&
      isOneLine(text, block)
    ) {
      enter(line.includes('=') ? 1 : 2, titleOf(text.slice(block.start, block.end)));
      Object.assign(block, { kind: 'heading', headings, end: next });
      open = null;
    } else {
      const kind = format === 'markdown' && isItem(line) ? 'lines' : 'prose';
      const continues = block && (block.kind === kind || (block.kind === 'lines' && /^\s/.test(line)));
      (continues ? block : begin(start, kind)).end = next;
      if (next - start > widestWrap) open = null;
    }
  }
  return blocks;
}

function isHeading(line: string): boolean {
  return /^ {0,3}#{1,6}[ \t]+\S/.test(line);
}

function titleOf(line: string): string {
  return line
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(/\s#+\s*$/, '')
    .trim();
}

/** An item of a list or a row of a table. */
function isItem(line: string): boolean {
  return /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s|\|)/.test(line);
}

function isUnderline(line: string): boolean {
  return /^ {0,3}(={2,}|-{2,})\s*$/.test(line);
}

function isOneLine(text: string, { start, end }: Block): boolean {
  return end - start <= longestHeading && text.indexOf('\n', start) >= end - 1;
}

/** The code fence that a line opens (backticks or tildes), or an empty string. */
function openingFence(line: string): string {
  const [, fence = '', info = ''] = /^ {0,3}(`{3,}|~{3,})([^\n]*)/.exec(line) ?? [];
  return fence[0] === '`' && info.includes('`') ? '' : fence;
}

function closes(line: string, fence: string): boolean {
  const mark = line.trim();
  return mark.length >= fence.length && mark === fence[0]!.repeat(mark.length);
}
