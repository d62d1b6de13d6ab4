// The statements that suites send to the embedded database, for the run on Postgres: `.ci/run` names the file that
// carries them from one run to the other. So suites of pages, which reach few tables in many seconds, need only one run.
import { appendFileSync, readFileSync } from 'node:fs';
import type { Connection } from '../db/connect.ts';

/** One statement a line, as JSON; undefined: nobody collects. */
export const statementsFile = process.env['STATEMENTS_FILE'];

const seen = new Set<string>();

function note(file: string, sql: string): void {
  if (seen.has(sql) || !/^\s*(?:select|insert|update|delete|with|merge|values)\b/i.test(sql)) return;
  seen.add(sql);
  appendFileSync(file, `${JSON.stringify(sql)}\n`);
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
export const readStatements = (file: string): string[] => [
  ...new Set(
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as string),
  ),
];
