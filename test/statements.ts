// The statements that suites send to the embedded database, for the run on Postgres: `.ci/run` names the file that
// carries them from one run to the other. So suites of pages, which reach few tables in many seconds, need only one run.
import { appendFileSync, readFileSync } from 'node:fs';
import type { Connection } from '../db/connect.ts';
import { repository } from '../server/operations/builds/build-beside.ts';

/** A statement, and the file that it comes from: of the service, of a test, or unknown. */
export type Statement = { sql: string; from: string };

/** One statement a line, as JSON; undefined: nobody collects. */
export const statementsFile = process.env['STATEMENTS_FILE'];

/** Of the service. What a test sent may be sent by the service too, later on. */
const seen = new Set<string>();
const seenInTests = new Set<string>();

export const isOfTests = (from: string): boolean => /^(?:test|bench)\/|\.test\.ts$/.test(from);

function note(file: string, sql: string): void {
  if (seen.has(sql) || !/^\s*(?:select|insert|update|delete|with|merge|values)\b/i.test(sql)) return;
  const from = findSender();
  const known = isOfTests(from) ? seenInTests : seen;
  if (known.has(sql)) return;
  known.add(sql);
  appendFileSync(file, `${JSON.stringify({ sql, from } satisfies Statement)}\n`);
}

const OWN_FILE = new RegExp(`${RegExp.escape(repository)}((?!node_modules/|test/statements)[^:)?]+\\.tsx?)`);

/** Which file of the repository waits for the statement that is being sent. */
function findSender(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 60;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return OWN_FILE.exec(stack)?.[1] ?? 'unknown';
}

/** Notes each statement with values that goes over this connection. */
export function collectStatements({ engine }: Connection): void {
  if (!statementsFile || engine.kind !== 'embedded') return;
  const file = statementsFile;
  const { postgres } = engine;
  const { query, transaction } = postgres;
  postgres.query = (sql, values) => {
    note(file, sql);
    return query(sql, values);
  };
  postgres.transaction = (run) =>
    transaction((tx) =>
      run({
        ...tx,
        query: (sql, values) => {
          note(file, sql);
          return tx.query(sql, values);
        },
      }),
    );
}

/** Each once, whichever suite sent it. */
export const readStatements = (file: string): Statement[] => [
  ...new Map(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Statement)
      .map((statement) => [`${statement.from} ${statement.sql}`, statement]),
  ).values(),
];
