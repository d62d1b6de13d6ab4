import { escapeMarkdown } from '../escape-markdown.ts';

/**
 * Adds a line to its paragraph. A word hyphenated at the line end is joined, unless it is written with a hyphen
 * elsewhere.
 */
export function addLine(paragraph: string[], line: string, compounds: Set<string>): void {
  const last = paragraph.at(-1)!;
  const start = /(\p{L}+)([-\u00AD\u2010])$/u.exec(last.slice(-80));
  const end = /^\p{Ll}+/u.exec(line)?.[0];
  if (!start || !end || /^(und|oder|bzw|and|or|et|ou|y|o)$/.test(end)) {
    // The line end belongs to the line before, so that a page begins with its own text.
    paragraph.push(`${paragraph.pop()}\n`, escapeMarkdown(line));
    return;
  }
  if (!compounds.has(`${start[1]}-${end}`)) paragraph.push(paragraph.pop()!.slice(0, -1));
  paragraph.push(line);
}
