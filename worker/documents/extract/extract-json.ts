import { cleanText, decodeText } from './decode-text.ts';
import type { Extracted } from './extracted.ts';
import { ExtractionError } from './extraction-error.ts';

const deepest = 200;

/**
 * One line per value with its path, `orders[2].customer.city: Köln`; a blank line between objects of a list. JSON
 * Lines are read as a list. Text that turns out not to be JSON further down stays as it is.
 */
export function extractJson(bytes: Uint8Array): Extracted {
  const source = decodeText(bytes);
  const value = parse(source);
  if (value === undefined) return { text: source, pages: [], format: 'plain' };
  const lines: string[] = [];
  write(value, '', lines, 0);
  // Escapes are characters only now, possibly NUL and half surrogate pairs.
  return { text: cleanText(lines.join('\n')).trim(), pages: [], format: 'plain' };
}

function parse(source: string): unknown {
  try {
    return parseExactly(source);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(error);
  }
  try {
    return source
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parseExactly);
  } catch {
    return undefined;
  }
}

/** Numbers as written: a customer number of twenty digits keeps all of them. */
function parseExactly(source: string): unknown {
  return JSON.parse(source, asWritten);
}

function asWritten(_key: string, value: unknown, context?: { source: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? value) : value;
}

function write(value: unknown, path: string, lines: string[], depth: number): void {
  if (depth > deepest) throw tooDeep();
  if (value === null || value === '') return;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    // Line ends in a value are its paragraphs and stay.
    lines.push(path ? `${path}: ${value}` : String(value));
  } else if (typeof value !== 'object') {
    throw new TypeError('JSON holds no other values');
  } else if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      const isObject = typeof element === 'object' && element !== null;
      write(element, isObject || depth > 0 ? `${path}[${index}]` : '', lines, depth + 1);
      if (isObject && lines.at(-1) !== '') lines.push('');
    }
  } else {
    for (const [key, member] of Object.entries(value))
      write(member, path ? `${path}.${key}` : key, lines, depth + 1);
  }
}

function tooDeep(cause?: unknown): ExtractionError {
  return new ExtractionError(
    'too_deeply_nested',
    `This JSON is nested more than ${deepest} levels deep. Flatten it and upload it again.`,
    cause,
  );
}
