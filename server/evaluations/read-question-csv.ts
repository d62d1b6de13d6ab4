import papaparse from 'papaparse';
import { NewQuestion } from '../../shared/contract/evaluations.ts';
import { DocentError } from '../../shared/platform/errors.ts';

const COLUMNS = [
  'question',
  'expected_document',
  'expected_passage',
  'expected_words',
  'unanswerable',
  'tags',
  'turns',
] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

const MOST_ISSUES = 100;
/** In the message. */
const MOST_NAMED = 5;
const TURN = /^(user|assistant):\s*(.*)$/;

/** What an export puts before a cell that a spreadsheet would evaluate. */
const GUARD = /^'(?=[=+@\t\r-])/;

type Issue = { field: string; message: string };

/**
 * Reads questions from a CSV file with a header; the separator may be a comma, a semicolon or a tab.
 * @throws invalid_request, naming each row (the header is row 1) and column that is wrong
 */
export function readQuestionCsv(csv: string): NewQuestion[] {
  const { data, errors, meta } = papaparse.parse<Cells & { __parsed_extra?: string[] }>(
    csv.replace(/^\uFEFF/, ''),
    {
      header: true,
      skipEmptyLines: 'greedy',
      delimitersToGuess: [',', ';', '\t'],
      transformHeader: (name) => name.trim().toLowerCase(),
    },
  );
  const columns = meta.fields ?? [];
  if (!columns.includes('question'))
    refuse([{ field: 'csv', message: 'the first row must name the columns, with question among them' }]);
  const unknown = columns.filter((name) => !(COLUMNS as readonly string[]).includes(name));
  if (unknown.length > 0)
    refuse([
      { field: 'csv', message: `unknown column ${unknown.join(', ')}. Columns are ${COLUMNS.join(', ')}` },
    ]);
  const issues: Issue[] = errors
    .filter(({ code }) => code !== 'UndetectableDelimiter')
    .map(({ type, row = 0, message }) => ({
      // Rows of wrong quotes are counted with the header, the others without it.
      field: `csv row ${row + (type === 'Quotes' ? 1 : 2)}`,
      message: message.toLowerCase(),
    }));
  if (issues.length > 0) refuse(issues);
  if (data.length === 0) refuse([{ field: 'csv', message: 'has no questions' }]);
  const questions = data.flatMap((cells, index) => {
    const field = `csv row ${index + 2}`;
    const read = NewQuestion.safeParse(toQuestion(cells, (column, message) => note(column, message)));
    if (read.success) return [read.data];
    for (const { path, message } of read.error.issues) note(String(path[0] ?? 'question'), message);
    return [];
    function note(column: string, message: string) {
      issues.push({ field: `${field}, ${column}`, message });
    }
  });
  if (issues.length > 0) refuse(issues);
  return questions;
}

function toQuestion(cells: Cells, note: (column: string, message: string) => void) {
  const text = (name: keyof Cells) => cells[name]?.trim().replace(GUARD, '') || null;
  const list = (name: keyof Cells) => (text(name) ?? '').split('|').flatMap((part) => part.trim() || []);
  const flag = text('unanswerable')?.toLowerCase() ?? 'false';
  if (!/^(true|false|yes|no|1|0)$/.test(flag)) note('unanswerable', 'must be true or false');
  return {
    question: text('question') ?? '',
    expected_document: text('expected_document'),
    expected_passage: text('expected_passage'),
    expected_words: list('expected_words'),
    unanswerable: /^(true|yes|1)$/.test(flag),
    tags: list('tags'),
    turns: toTurns(text('turns') ?? '', note),
  };
}

/** A line that begins with neither name goes on with the turn before it. */
function toTurns(text: string, note: (column: string, message: string) => void) {
  const turns: { role: string; content: string }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, role, content] = TURN.exec(line) ?? [];
    if (role) turns.push({ role, content: content! });
    else if (turns.length > 0) turns.at(-1)!.content += `\n${line}`;
    else if (line.trim()) note('turns', 'must begin with "user: " or "assistant: "');
  }
  return turns;
}

function refuse(issues: Issue[]): never {
  const shown = issues.slice(0, MOST_ISSUES);
  const named = shown.slice(0, MOST_NAMED).map(({ field, message }) => `${field}: ${message}.`);
  const more =
    issues.length > MOST_NAMED ? ` And ${issues.length - MOST_NAMED} more: see details.issues.` : '';
  throw new DocentError('invalid_request', `${named.join(' ')}${more}`, { issues: shown });
}
