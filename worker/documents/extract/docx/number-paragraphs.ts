import { attributeOf, elements } from '../read-xml.ts';

type Level = { start: number; format: string; text: string; restart: number | undefined; isLegal: boolean };
type Numbering = { numberingId: string; level: number };
type List = { abstractId: string; levels: Map<number, Level>; starts: Map<number, number> };

const value = (parent: Element | undefined, name: string): string | undefined => {
  const child = childOf(parent, name);
  return child && attributeOf(child, 'w:val');
};

const childOf = (parent: Element | undefined, name: string): Element | undefined =>
  parent && [...parent.children].find(({ nodeName }) => nodeName === name);

/**
 * The numbers of paragraphs as Word shows them: `3.`, `2.17`, `b)`. Lists that Word continues go on, also after other
 * text, and levels start again below a higher one.
 * @param numbering root of the part of lists, if there is one; styles: root of the part of styles
 * @returns for paragraphs with a number; bullets have none
 */
export function numberParagraphs(
  paragraphs: Element[],
  numbering: Element | undefined,
  styles: Element | undefined,
): Map<Element, string> {
  const labels = new Map<Element, string>();
  if (!numbering) return labels;
  const ofStyle = readStyles(styles);
  const lists = readLists(numbering, ofStyle);
  const counters = new Map<string, (number | undefined)[]>();
  const begun = new Set<string>();
  for (const paragraph of paragraphs) {
    const properties = childOf(paragraph, 'w:pPr');
    const styled = ofStyle.get(value(properties, 'w:pStyle') ?? '');
    const own = childOf(properties, 'w:numPr');
    const numberingId = value(own, 'w:numId') ?? styled?.numberingId;
    const level = Number(value(own, 'w:ilvl') ?? styled?.level ?? 0);
    const list = lists.get(numberingId ?? '0');
    const definition = list?.levels.get(level);
    if (!list || !definition) continue;
    const counts = counters.get(list.abstractId) ?? [];
    counters.set(list.abstractId, counts);
    const restarted = list.starts.get(level);
    if (restarted !== undefined && !begun.has(`${numberingId} ${level}`)) {
      begun.add(`${numberingId} ${level}`);
      counts[level] = restarted - 1;
    }
    counts[level] = (counts[level] ?? definition.start - 1) + 1;
    for (let deeper = level + 1; deeper < counts.length; deeper++)
      if (restarts(list.levels.get(deeper), level)) counts[deeper] = undefined;
    const label = write(definition, list, counts);
    if (definition.format !== 'bullet' && label !== '') labels.set(paragraph, label);
  }
  return labels;
}

/** A level starts again below each higher one, unless it says below which (0: never). */
const restarts = (definition: Level | undefined, level: number): boolean =>
  definition?.restart === undefined || (definition.restart > 0 && level < definition.restart);

const write = (definition: Level, list: List, counts: (number | undefined)[]): string =>
  definition.text
    .replace(/%([1-9])/g, (_, digit: string) => {
      const level = Number(digit) - 1;
      const upper = list.levels.get(level);
      const count = (counts[level] ??= upper?.start ?? 1);
      return writeNumber(count, definition.isLegal ? 'decimal' : (upper?.format ?? 'decimal'));
    })
    .trim();

/** The numbering that paragraph styles bring, their own or that of the style they are based on. */
function readStyles(styles: Element | undefined): Map<string, Numbering> {
  const all = new Map(
    (styles ? elements(styles, 'w:style') : []).map((style) => [
      style.getAttribute('w:styleId') ?? '',
      style,
    ]),
  );
  const found = new Map<string, Numbering>();
  for (const [id, style] of all) {
    let from: Element | undefined = style;
    let level: string | undefined;
    for (let depth = 0; from && depth < 20; depth++) {
      const properties = childOf(childOf(from, 'w:pPr'), 'w:numPr');
      level ??= value(properties, 'w:ilvl');
      const numberingId = value(properties, 'w:numId');
      if (numberingId !== undefined) {
        found.set(id, { numberingId, level: Number(level ?? 0) });
        break;
      }
      from = all.get(value(from, 'w:basedOn') ?? '');
    }
  }
  return found;
}

function readLists(numbering: Element, ofStyle: Map<string, Numbering>): Map<string, List> {
  const abstracts = new Map(
    elements(numbering, 'w:abstractNum').map((each) => [each.getAttribute('w:abstractNumId') ?? '', each]),
  );
  const byId = new Map(
    elements(numbering, 'w:num').map((each) => [each.getAttribute('w:numId') ?? '', each]),
  );
  const lists = new Map<string, List>();
  for (const [id, list] of byId) {
    let abstractId = value(list, 'w:abstractNumId') ?? '';
    const linked = ofStyle.get(value(abstracts.get(abstractId), 'w:numStyleLink') ?? '')?.numberingId;
    if (linked) abstractId = value(byId.get(linked), 'w:abstractNumId') ?? abstractId;
    const abstract = abstracts.get(abstractId);
    if (!abstract) continue;
    const levels = readLevels(abstract);
    const starts = new Map<number, number>();
    for (const override of [...list.children].filter(({ nodeName }) => nodeName === 'w:lvlOverride')) {
      const level = Number(override.getAttribute('w:ilvl') ?? 0);
      const start = value(override, 'w:startOverride');
      if (start !== undefined) starts.set(level, Number(start));
      for (const [at, definition] of readLevels(override)) levels.set(at, definition);
    }
    lists.set(id, { abstractId, levels, starts });
  }
  return lists;
}

function readLevels(parent: Element): Map<number, Level> {
  const levels = [...parent.children].filter(({ nodeName }) => nodeName === 'w:lvl');
  return new Map(
    levels.map((level) => {
      const restart = value(level, 'w:lvlRestart');
      const definition = {
        start: Number(value(level, 'w:start') ?? 1),
        format: value(level, 'w:numFmt') ?? 'decimal',
        text: value(level, 'w:lvlText') ?? '',
        restart: restart === undefined ? undefined : Number(restart),
        isLegal: childOf(level, 'w:isLgl') !== undefined,
      };
      return [Number(level.getAttribute('w:ilvl') ?? 0), definition];
    }),
  );
}

function writeNumber(count: number, format: string): string {
  if (format === 'none') return '';
  if (format === 'decimalZero') return String(count).padStart(2, '0');
  // After z come aa, bb, cc.
  const letter = String.fromCharCode(97 + ((count - 1) % 26)).repeat(
    Math.min(Math.floor((count - 1) / 26) + 1, 10),
  );
  if (format === 'lowerLetter') return letter;
  if (format === 'upperLetter') return letter.toUpperCase();
  if (format === 'lowerRoman') return roman(count);
  if (format === 'upperRoman') return roman(count).toUpperCase();
  return String(count);
}

const ROMAN: [number, string][] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

function roman(count: number): string {
  if (count > 3999) return String(count);
  let [rest, text] = [count, ''];
  for (const [worth, sign] of ROMAN) for (; rest >= worth; rest -= worth) text += sign;
  return text;
}
