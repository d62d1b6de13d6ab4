import type { Line } from './join-characters.ts';

/**
 * Removes headers and footers: of the two topmost and two lowest lines of a page, those that appear at the same
 * height with the same text (except numbers) on at least three pages and on most of all pages. A title that comes
 * again on later pages stays on the first.
 */
export function dropRunningLines(pages: Line[][]): Line[][] {
  if (pages.length < 3) return pages;
  const seen = new Map<string, number>();
  const edges = pages.map(findEdges);
  for (const lines of edges)
    for (const sign of new Set([...lines].map(signature))) seen.set(sign, (seen.get(sign) ?? 0) + 1);
  const often = Math.max(3, pages.length * 0.6);
  const kept = new Set<string>();
  return pages.map((lines, page) =>
    lines.filter((line) => {
      const sign = signature(line);
      if (!edges[page]!.has(line) || seen.get(sign)! < often) return true;
      const isFirst = !kept.has(sign) && !/\d/.test(line.text);
      kept.add(sign);
      return isFirst;
    }),
  );
}

/** The lines at the upper and lower edge of a page: two each, or one where that would be all of the page. */
function findEdges(lines: Line[]): Set<Line> {
  const heights = [...new Set(lines.map(({ y }) => y))].sort((a, b) => a - b);
  const depth = Math.min(2, Math.floor((heights.length - 1) / 2));
  const outer = new Set(depth > 0 ? [...heights.slice(0, depth), ...heights.slice(-depth)] : []);
  return new Set(lines.filter(({ y }) => outer.has(y)));
}

function signature({ text, y }: Line): string {
  return `${Math.round(y / 2)} ${text.replace(/\d+/g, '#')}`;
}
