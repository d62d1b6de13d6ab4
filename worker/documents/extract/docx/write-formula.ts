import { attributeOf } from '../read-xml.ts';

/** A formula of Word (OMML) in one line: `x^2 = (a+b)/c`. */
export function writeFormula(formula: Element): string {
  return writeAll(formula).trim();
}

const childOf = (element: Element, name: string): Element | undefined =>
  [...element.children].find(({ nodeName }) => nodeName === name);

const writeAll = (element: Element | undefined): string =>
  element ? [...element.children].map(writeElement).join('') : '';

/** In brackets if it is more than one sign or number. */
function group(element: Element | undefined): string {
  const text = writeAll(element).trim();
  return /^([\p{L}\p{N}.,]+|.|)$/u.test(text) ? text : `(${text})`;
}

const property = (element: Element, list: string, name: string): string | undefined => {
  const found = childOf(childOf(element, list) ?? element, name);
  return found ? (attributeOf(found, 'm:val') ?? '') : undefined;
};

const marked = (sign: string, element: Element | undefined): string => {
  const text = group(element);
  return text === '' ? '' : sign + text;
};

const writers: Record<string, (element: Element) => string> = {
  'm:t': ({ textContent }) => textContent,
  'm:f': (e) => `${group(childOf(e, 'm:num'))}/${group(childOf(e, 'm:den'))}`,
  'm:sSup': (e) => group(childOf(e, 'm:e')) + marked('^', childOf(e, 'm:sup')),
  'm:sSub': (e) => group(childOf(e, 'm:e')) + marked('_', childOf(e, 'm:sub')),
  'm:sSubSup': (e) =>
    group(childOf(e, 'm:e')) + marked('_', childOf(e, 'm:sub')) + marked('^', childOf(e, 'm:sup')),
  'm:sPre': (e) =>
    marked('_', childOf(e, 'm:sub')) + marked('^', childOf(e, 'm:sup')) + group(childOf(e, 'm:e')),
  'm:rad': (e) => `${writeAll(childOf(e, 'm:deg'))}√${group(childOf(e, 'm:e'))}`,
  'm:nary': (e) =>
    `${property(e, 'm:naryPr', 'm:chr') || '∫'}${marked('_', childOf(e, 'm:sub'))}${marked('^', childOf(e, 'm:sup'))} ${writeAll(childOf(e, 'm:e'))}`,
  'm:d': (e) => {
    const parts = [...e.children].filter(({ nodeName }) => nodeName === 'm:e').map(writeAll);
    const separator = property(e, 'm:dPr', 'm:sepChr') ?? '|';
    return `${property(e, 'm:dPr', 'm:begChr') ?? '('}${parts.join(separator)}${property(e, 'm:dPr', 'm:endChr') ?? ')'}`;
  },
  'm:func': (e) => `${writeAll(childOf(e, 'm:fName'))} ${group(childOf(e, 'm:e'))}`,
  'm:limLow': (e) => writeAll(childOf(e, 'm:e')) + marked('_', childOf(e, 'm:lim')),
  'm:limUpp': (e) => writeAll(childOf(e, 'm:e')) + marked('^', childOf(e, 'm:lim')),
  'm:acc': (e) => writeAll(childOf(e, 'm:e')) + (property(e, 'm:accPr', 'm:chr') || '\u0302'),
  'm:m': (e) => `[${writeRows(e, 'm:mr', ' ')}]`,
  'm:eqArr': (e) => writeRows(e, 'm:e', ''),
};

const writeRows = (element: Element, row: string, between: string): string =>
  [...element.children]
    .filter(({ nodeName }) => nodeName === row)
    .map((each) => (between === '' ? writeAll(each) : [...each.children].map(writeAll).join(between)))
    .join('; ');

/** Properties hold no text of the formula. */
function writeElement(element: Element): string {
  if (element.nodeName.endsWith('Pr')) return '';
  return writers[element.nodeName]?.(element) ?? writeAll(element);
}
