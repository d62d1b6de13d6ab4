import type { Line } from './read-pdf-lines.ts';

/**
 * Removes headers and footers: of the two topmost and two lowest lines of a page, those that appear at the same
 * height with the same text (except numbers) on at least three pages and on most of all pages.
 */
export function dropRunningLines(pages: Line[][]): Line[][] {
  if (pages.length < 3) return pages;
  const seen = new Map<string, number>();
  const edges = pages.map((lines) => {
    const heights = [...new Set(lines.map(({ y }) => y))].sort((a, b) => a - b);
    const outer = new Set([...heights.slice(0, 2), ...heights.slice(-2)]);
    return new Set(lines.filter(({ y }) => outer.has(y)));
  });
  for (const lines of edges)
    for (const sign of new Set([...lines].map(signature))) seen.set(sign, (seen.get(sign) ?? 0) + 1);
  const often = Math.max(3, pages.length * 0.6);
  return pages.map((lines, page) =>
    lines.filter((line) => !edges[page]!.has(line) || seen.get(signature(line))! < often),
  );
}

function signature({ text, y }: Line): string {
  return `${Math.round(y / 2)} ${text.replace(/\d+/g, '#')}`;
}
