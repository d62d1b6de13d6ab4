// What the built-in answerer can say: the sentences of a passage, each readable by itself.
import { isHeading, sentencesOf } from '../../retrieval/sentences.ts';

/** `start` is where it begins in the passage. `whole`: it says everything by itself, as a row does. */
export type Statement = { text: string; start: number; whole: boolean };

const ITEM = /^(?:[-*+•]|\d{1,3}[.)])\s/;
const ROW = /^\|/;
const SEPARATOR = /\n\s*\|?\s*:?-{3,}/;

/**
 * The statements of a passage, without markup: sentences, items of a list after the sentence that leads in to it, and
 * rows of a table with the names of their columns.
 * @param tableHeader header of the table that the passage goes on with
 */
export function statementsOf({
  text,
  tableHeader,
}: {
  text: string;
  tableHeader?: string | null;
}): Statement[] {
  const statements: Statement[] = [];
  const sentences = sentencesOf(text).filter((sentence) => !isHeading(sentence));
  let leadIn = '';
  let columns = cellsOf(tableHeader?.split('\n').find((line) => ROW.test(line.trim())) ?? '');
  for (const [index, { text: sentence, start, end }] of sentences.entries()) {
    if (ROW.test(sentence)) {
      if (SEPARATOR.test(text.slice(end, sentences[index + 1]?.start))) columns = cellsOf(sentence);
      else statements.push({ text: named(columns, cellsOf(sentence)), start, whole: true });
      leadIn = '';
      continue;
    }
    columns = [];
    const said = readable(sentence);
    if (ITEM.test(sentence)) {
      statements.push({ text: leadIn ? `${leadIn} ${said}` : said, start, whole: true });
      continue;
    }
    leadIn = /[:：]$/.test(said) ? said : '';
    statements.push({ text: said, start, whole: false });
  }
  return statements;
}

const cellsOf = (row: string): string[] =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => readable(cell.replaceAll('\\|', '|')));

const named = (columns: string[], cells: string[]): string =>
  cells
    .map((cell, place) => (cell && columns[place] ? `${columns[place]}: ${cell}` : cell))
    .filter(Boolean)
    .join('; ');

const readable = (text: string): string =>
  text
    .replace(/^(?:[-*+•>]\s+|\d{1,3}[.)]\s+)+/, '')
    .replaceAll(/\*\*|__|`/g, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
