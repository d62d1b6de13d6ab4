import { escapeMarkdown } from './escape-markdown.ts';
import type { Archive } from './open-archive.ts';
import { elements, readXml } from './read-xml.ts';

const MOST_LEVELS = 8;

/** The points of a diagram (SmartArt) as a list, each below the one that it belongs to. */
export async function readDiagram(archive: Archive, part: string): Promise<string[]> {
  const diagram = await readXml(archive, part);
  const texts = new Map<string, string>();
  for (const point of elements(diagram, 'dgm:pt')) {
    const text = elements(point, 'a:p')
      .map((paragraph) =>
        elements(paragraph, 'a:t')
          .map(({ textContent }) => textContent)
          .join(''),
      )
      .join(' ')
      .trim();
    // Points of other types are lines between points, and how they are shown.
    if (/^(node|doc|asst)?$/.test(point.getAttribute('type') ?? ''))
      texts.set(point.getAttribute('modelId') ?? '', text);
  }
  const below = new Map<string, { place: number; id: string }[]>();
  const placed = new Set<string>();
  for (const link of elements(diagram, 'dgm:cxn')) {
    const [from, to] = [link.getAttribute('srcId') ?? '', link.getAttribute('destId') ?? ''];
    if (!/^(parOf)?$/.test(link.getAttribute('type') ?? '') || !texts.has(from) || !texts.has(to)) continue;
    below.set(from, [
      ...(below.get(from) ?? []),
      { place: Number(link.getAttribute('srcOrd') ?? 0), id: to },
    ]);
    placed.add(to);
  }
  const lines: string[] = [];
  const write = (id: string, level: number): void => {
    const text = texts.get(id);
    if (text === undefined) return;
    texts.delete(id);
    if (text !== '')
      lines.push(`${'  '.repeat(Math.max(0, Math.min(level, MOST_LEVELS)))}- ${text.replace(/\s+/g, ' ')}`);
    for (const next of (below.get(id) ?? []).sort((a, b) => a.place - b.place))
      write(next.id, text === '' ? level : level + 1);
  };
  const all = [...texts.keys()];
  for (const id of [...all.filter((each) => !placed.has(each)), ...all]) write(id, 0);
  return lines.length > 1
    ? [lines.join('\n')]
    : lines.map((line) => escapeMarkdown(line.replace(/^\s*- /, '')));
}
