import { escapeMarkdown } from './escape-markdown.ts';
import type { Archive } from './open-archive.ts';
import { elements, readXml, relationsOf } from './read-xml.ts';
import { writeTable } from './write-table.ts';

/** The charts that a part shows, each as its title and a table of its last saved values: a row for each category. */
export async function readCharts(archive: Archive, part: string): Promise<string[]> {
  const charts: string[] = [];
  for (const { type, target } of (await relationsOf(archive, part)).values())
    if (type === 'chart' && archive.has(target)) charts.push(...(await readChart(archive, target)));
  return charts;
}

/** One chart, by the name of its part. */
export async function readChart(archive: Archive, part: string): Promise<string[]> {
  const chart = await readXml(archive, part);
  const series = elements(chart, 'c:ser').map((each) => ({
    name: pointsOf(each, 'c:tx').get(0) ?? '',
    categories: pointsOf(each, 'c:cat', 'c:xVal'),
    values: pointsOf(each, 'c:val', 'c:yVal'),
  }));
  const names = series.map(({ name }) => name);
  const places = new Set(
    series.flatMap(({ categories, values }) => [...categories.keys(), ...values.keys()]),
  );
  const rows = [...places]
    .sort((a, b) => a - b)
    .map((place) => [
      series.map(({ categories }) => categories.get(place)).find(Boolean) ?? '',
      ...series.map(({ values }) => values.get(place) ?? ''),
    ]);
  const title = elements(elements(chart, 'c:title')[0] ?? chart, 'a:t')
    .map(({ textContent }) => textContent)
    .join('')
    .trim();
  const table = rows.length > 0 ? writeTable([['', ...names], ...rows]) : '';
  return [elements(chart, 'c:title').length > 0 ? escapeMarkdown(title) : '', table].filter(
    (each) => each !== '',
  );
}

/** The cached points of a series' part, by their place. */
function pointsOf(series: Element, ...names: string[]): Map<number, string> {
  const part = [...series.children].find(({ nodeName }) => names.includes(nodeName));
  if (!part) return new Map();
  return new Map(
    elements(part, 'c:pt').map((point) => [
      Number(point.getAttribute('idx') ?? 0),
      elements(point, 'c:v')[0]?.textContent.trim() ?? '',
    ]),
  );
}
