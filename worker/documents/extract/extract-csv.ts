import papaparse from 'papaparse';
import { decodeText } from './decode-text.ts';
import type { Extracted } from './extracted.ts';
import { describeTable } from './table/describe-table.ts';
import { locateRows } from './table/locate-rows.ts';

/**
 * A file of comma-separated values: one paragraph per row, see `describeTable`. A file with one column stays as it is.
 */
export function extractCsv(bytes: Uint8Array): Extracted {
  const { delimiter: given, text } = readSeparatorLine(decodeText(bytes));
  const table = text.slice(commentLines(text).length).trimEnd();
  const delimiter = given ?? guessDelimiter(table);
  if (delimiter === undefined) return { text, pages: [], format: 'plain' };
  const { data } = papaparse.parse<string[]>(table, { delimiter, transform: (value) => value.trim() });
  const label = (column: number) => `Column ${column + 1}`;
  const comments = commentsOf(text);
  const described = describeTable(data, { label });
  const whole = [...comments, ...described.paragraphs].join('\n\n');
  const from = comments.join('\n\n').length;
  const { tables } = locateRows(whole, described, { written: described.paragraphs, name: null, from });
  return { text: whole, pages: [], format: 'plain', tables };
}

/** Undefined where there is only one column. Empty lines, also a last one, would mislead the guess. */
function guessDelimiter(table: string): string | undefined {
  const { errors, meta } = papaparse.parse(table, {
    preview: 1_000,
    delimitersToGuess: [',', ';', '\t', '|'],
    skipEmptyLines: 'greedy',
  });
  return errors.some(({ code }) => code === 'UndetectableDelimiter') ? undefined : meta.delimiter;
}

/** A first line `sep=;` tells Excel the delimiter. */
function readSeparatorLine(text: string): { delimiter?: string; text: string } {
  const [line, delimiter] = /^\s*"?sep=(.)"?[^\S\n]*\n/i.exec(text) ?? [];
  return line === undefined ? { text } : { delimiter: delimiter!, text: text.slice(line.length) };
}

const COMMENTS = /^(?:[^\S\n]*(?:#|\/\/)[^\n]*(?:\n|$))+/;

/** Lines above the table that begin with # or //, unless it is the header that begins so: `#,Name`. */
function commentLines(text: string): string {
  const comments = COMMENTS.exec(text)?.[0] ?? '';
  const last = comments.trimEnd().split('\n').at(-1) ?? '';
  return /^#\S*[,;\t|]/.test(last) ? comments.slice(0, comments.trimEnd().length - last.length) : comments;
}

const commentsOf = (text: string): string[] =>
  commentLines(text)
    .split('\n')
    .map((line) => line.replace(/^\s*(?:#+|\/\/)\s*/, '').trim())
    .filter((line) => line !== '');
