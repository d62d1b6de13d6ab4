import { countTokens } from '../../../shared/models/count-tokens.ts';
import { DEFAULT_MAX_TOKENS } from './default-max-tokens.ts';
import type { Extracted } from '../extract/extracted.ts';
import { readBlocks, type Block } from './read-blocks.ts';
import { firstCharacter, fitsTogether, splitBlock, type Piece } from './split-block.ts';

/**
 * A piece of a document: `text` is `extracted.text.slice(start, end)`, offsets in UTF-16 units. `page`: where it
 * starts; null for formats without pages. `headings`: titles above it, outermost first. `tableHeader`: of the table
 * that it goes on with, so that its rows keep the names of their columns. `tokens`: of `text`, summed
 * over its parts: exact except for a token or two where parts meet.
 */
export type Chunk = {
  ordinal: number;
  text: string;
  start: number;
  end: number;
  page: number | null;
  /** It was recognised by OCR. */
  ocr?: true;
  headings: string[];
  tableHeader: string | null;
  tokens: number;
};

type Part = Piece & Pick<Block, 'kind' | 'headings'> & { tableHeader: string | null };

/**
 * Splits a text into chunks of at most `maxTokens`. Sections never share a chunk; paragraphs, lists, tables and code
 * stay whole if they fit; small neighbours are combined up to half of the maximum, because a chunk about one thing is
 * found better. What OCR recognised is apart from other text. Chunks do not overlap and omit only whitespace.
 */
export function chunkText(
  extracted: Extracted,
  { maxTokens = DEFAULT_MAX_TOKENS }: { maxTokens?: number | undefined } = {},
): Chunk[] {
  const { text, pages, above = [] } = extracted;
  const chunks: Chunk[] = [];
  for (const group of pack(readParts(extracted, maxTokens), extracted, maxTokens)) {
    const start = firstCharacter(text, group.start, group.end);
    const end = start + text.slice(start, group.end).trimEnd().length;
    const { headings, tableHeader, tokens } = group;
    const page = pageAt(pages, start);
    chunks.push({
      ordinal: chunks.length,
      text: text.slice(start, end),
      start,
      end,
      page: page?.number ?? null,
      ...(page?.ocr && { ocr: true as const }),
      headings: [...above, ...headings],
      tableHeader,
      tokens,
    });
  }
  return chunks;
}

/** Blocks that fit, and pieces of those that do not; the text after a heading leaves room for it. */
function readParts(extracted: Extracted, maxTokens: number): Part[] {
  const { text } = extracted;
  const parts: Part[] = [];
  let above = 0;
  for (const { start, end, kind, headings } of readBlocks(extracted)) {
    const tokens = countTokens(text.slice(start, end));
    const limit = above <= maxTokens / 2 ? maxTokens - above : maxTokens;
    above = kind === 'heading' ? above + tokens : 0;
    if (tokens <= limit) {
      parts.push({ start, end, tokens, kind, headings, tableHeader: null });
      continue;
    }
    const header = kind === 'lines' ? headerOf(text, start, end) : null;
    const room = header === null ? limit : Math.max(limit / 2, limit - countTokens(header));
    for (const piece of splitBlock(text, start, end, room, kind === 'lines' || kind === 'code')) {
      if (text.slice(piece.start, piece.end).trim() === '') continue;
      const tableHeader = piece.start === start ? null : header;
      parts.push({ ...piece, kind: kind === 'heading' ? 'prose' : kind, headings, tableHeader });
    }
  }
  return parts;
}

const LONGEST_HEADER = 2_000;

/** The first row of a Markdown table with the line below it; null for other lines. */
function headerOf(text: string, start: number, end: number): string | null {
  const lines = text.slice(start, Math.min(end, start + LONGEST_HEADER)).split('\n', 3);
  const isTable = lines.length === 3 && /^\s*\|/.test(lines[0]!) && /^\s*\|[\s:|-]+\|\s*$/.test(lines[1]!);
  return isTable ? `${lines[0]}\n${lines[1]}` : null;
}

/** Groups of neighbouring parts; each becomes a chunk. */
function pack(parts: Part[], { text, pages }: Extracted, maxTokens: number): Part[] {
  const target = maxTokens / 2;
  const small = maxTokens / 10;

  const joins = (group: Part, part: Part, next: Part | undefined): boolean => {
    if (!fitsTogether(text, group, part, maxTokens)) return false;
    if (pageAt(pages, part.start)?.ocr !== pageAt(pages, group.start)?.ocr) return false;
    if (group.kind === 'heading') return true;
    if (part.kind === 'heading' || part.headings !== group.headings) return false;
    const endsSection = !next || next.kind === 'heading' || next.headings !== part.headings;
    if (group.tokens + part.tokens > target)
      return group.tokens < small || (part.tokens < small && endsSection);
    return group.tokens < target / 2 || pageAt(pages, part.start) === pageAt(pages, group.start);
  };

  const groups: Part[] = [];
  let group: Part | undefined;
  for (const [index, part] of parts.entries()) {
    if (group && joins(group, part, parts[index + 1])) {
      Object.assign(group, {
        ...part,
        start: group.start,
        tableHeader: group.tableHeader,
        tokens: group.tokens + part.tokens,
      });
    } else {
      group = { ...part };
      groups.push(group);
    }
  }
  return groups;
}

/** The page of an offset: the last one that starts at or before it, because empty pages start where the next does. */
function pageAt(pages: Extracted['pages'], offset: number): Extracted['pages'][number] | undefined {
  let [low, high] = [0, pages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pages[middle]!.start <= offset) low = middle + 1;
    else high = middle;
  }
  return pages[low - 1];
}
