// A question for the number of rows of a table, where no model answers: only if every word of it is understood.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { queryTable, type Condition } from '../../documents/tables/query-table.ts';
import { shownIn, type Table } from '../../documents/tables/table.ts';
import { readTables } from '../../documents/tables/read-tables.ts';
import type { Filter } from '../../contract/filter.ts';
import { chunkTerms } from '../../retrieval/terms.ts';
import type { Passage } from '../../retrieval/retrieve.ts';
import type { AnswerCall } from '../draft.ts';
import { documentsInReach, TABLE_TYPES, type Readable } from './documents-in-reach.ts';
import { fill, readingWords } from './reading-words.ts';
import { rowPassage } from './row-passage.ts';
import { plainName, wordsIn } from './words-in.ts';

/** With more tables, it is not looked for the one that is meant. */
const MOST_DOCUMENTS = 10;
/** They are read for every question of this kind. */
const MOST_BYTES = 5_000_000;
const LONGEST_VALUE = 80;
/** Rows after which others have their turn. */
const ROWS_A_TURN = 2_000;

export type CollectionAnswer = { text: string; passages: Passage[] };

/**
 * Counts the rows that a question asks for: all of a table, or those with exactly the values that it names.
 * @param asked the language in which it asks for a number
 * @param spoken the language of the answer
 * @returns undefined unless exactly one table is meant and no word of the question is left over
 */
export async function countRows(
  call: AnswerCall,
  question: string,
  { asked, spoken, filters }: { asked: string; spoken: string; filters: Filter[] },
): Promise<CollectionAnswer | undefined> {
  if (readingWords[asked]!.besides === '') return undefined;
  const { documents, count } = await documentsInReach(call, filters, {
    types: TABLE_TYPES,
    limit: MOST_DOCUMENTS,
  });
  if (count === 0 || count > MOST_DOCUMENTS) return undefined;
  const found: Understood[] = [];
  for (const document of documents) {
    const read = await readTables(call, call.app, document.textBlob, MOST_BYTES);
    if (read === 'too_large' || !read) return undefined;
    for (const table of read.tables) {
      const where = await understand(question, asked, table, document);
      if (where) found.push({ document, table, where, text: read.text, isOnly: read.tables.length === 1 });
    }
  }
  const named = found.filter(({ document }) => isNamed(question, document));
  const meant = named.length > 0 ? named : found;
  return meant.length === 1 ? sayCount(call, meant[0]!, spoken) : undefined;
}

type Understood = {
  document: Readable;
  table: Table;
  where: Condition[];
  text: string;
  /** The document has no other table. */
  isOnly: boolean;
};

async function sayCount(
  call: AnswerCall,
  { document, table, where, text, isOnly }: Understood,
  language: string,
): Promise<CollectionAnswer | undefined> {
  const words = readingWords[language] ?? readingWords['en']!;
  const { rows, of, sums } = queryTable(table, { where });
  const passage = await rowPassage(call, document.documentId, text, rows[0] ?? table.rows[0]);
  if (!passage) return undefined;
  const name = isOnly || !table.name ? document.name : `${document.name} › ${table.name}`;
  const conditions = where.map(({ column, value }) => `${column} = ${value}`).join(', ');
  const said = fill(where.length > 0 ? words.some : words.all, {
    name,
    where: conditions,
    count: rows.length,
    all: of,
  });
  const leftOut = sums + table.singles;
  const besides = leftOut > 0 ? `\n\n${fill(words.leftOut, { count: leftOut })}` : '';
  return { text: `${said} [1]${besides}`, passages: [passage] };
}

/** @returns the rows that are meant; undefined if anything in the question says something else */
async function understand(
  question: string,
  language: string,
  table: Table,
  document: Readable,
): Promise<Condition[] | undefined> {
  const { count, rows, besides } = readingWords[language]!;
  const rest = wordsIn(question.replace(new RegExp(`(?<!\\p{L})(?:${count})`, 'iu'), ' '));
  const silent = new Set(besides.split('|'));
  const where: Condition[] = [];
  for (const { columns, shown, words, isOne } of await valuesIn(table, new Set(rest))) {
    const at = placeOf(words, rest);
    if (at < 0) continue;
    if (!isOne) return undefined;
    const named = columns.filter((column) => placeOf(wordsIn(column), rest) >= 0);
    // A word such as "a" or "in" is a value only right behind the name of its column.
    if (
      words.length === 1 &&
      silent.has(words[0]!) &&
      !named.some((column) => endsWith(rest.slice(0, at), column))
    )
      continue;
    const [column, ...others] = columns.length > 1 ? named : columns;
    if (column === undefined || others.length > 0) return undefined;
    if (where.some((condition) => condition.column === column)) return undefined;
    where.push({ column, is: 'equal', value: shown });
    rest.splice(at, words.length);
  }
  // What the rows are called: nothing else may be left. A column of its own would ask for something else.
  const about = [document.name, document.title ?? '', table.name ?? '', ...where.map(({ column }) => column)];
  const names = `${plainName(about.join(' '))} ${rows.replaceAll('|', ' ')}`;
  const known = new Set([...wordsIn(names), ...chunkTerms(names, language)]);
  const isKnown = (word: string) => {
    const terms = chunkTerms(word, language);
    return known.has(word) || (terms.length > 0 && terms.every((term) => known.has(term)));
  };
  const left = rest.filter((word) => !silent.has(word) && !isKnown(word));
  const saysNothing = rest.every((word) => silent.has(word));
  return left.length > 0 || (where.length === 0 && saysNothing) ? undefined : where;
}

/** `isOne`: all cells with these words are written alike, so that comparing them finds all. */
type Value = { shown: string; words: string[]; columns: string[]; isOne: boolean };

const FIRST_WORD = /[\p{L}\p{M}\p{N}]+/u;

/** The different values of a table that begin with one of the words, with their columns, the longest first. */
async function valuesIn(table: Table, begin: Set<string>): Promise<Value[]> {
  const values = new Map<string, Value>();
  const note = (shown: string, column: string) => {
    if (shown === '' || shown.length > LONGEST_VALUE || column === '') return;
    const first = FIRST_WORD.exec(shown)?.[0];
    if (first === undefined || !begin.has(first.normalize('NFKC').toLowerCase())) return;
    const words = wordsIn(shown);
    const key = words.join(' ');
    const known = values.get(key);
    if (!known) return void values.set(key, { shown, words, columns: [column], isOne: true });
    if (!known.columns.includes(column)) known.columns.push(column);
    known.isOne &&= known.shown.toLowerCase() === shown.toLowerCase();
  };
  for (const [place, { cells }] of table.rows.entries()) {
    if (place % ROWS_A_TURN === ROWS_A_TURN - 1) await nextTurn();
    cells.forEach((cell, column) => note(shownIn(cell), table.columns[column]!));
  }
  return [...values.values()].sort((a, b) => b.words.length - a.words.length);
}

const placeOf = (words: string[], among: string[]): number =>
  words.length === 0
    ? -1
    : among.findIndex((_, at) => words.every((word, place) => among[at + place] === word));

function endsWith(words: string[], name: string): boolean {
  const wanted = wordsIn(name);
  return wanted.length > 0 && wanted.every((word, place) => words.at(place - wanted.length) === word);
}

/** Whether all words of a document's name or title are in the question. */
export function isNamed(question: string, { name, title }: Pick<Readable, 'name' | 'title'>): boolean {
  const asked = new Set(wordsIn(question));
  return [name, name.replace(/\.\w{1,5}$/, ''), title ?? ''].some((one) => {
    const words = wordsIn(plainName(one));
    return words.length > 0 && words.every((word) => asked.has(word));
  });
}
