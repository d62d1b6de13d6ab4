// Which suites a run on a second database leaves out, because nothing in them depends on which one it is.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Pages in a browser, and files that are read: their statements are tried by test/statements.test.ts. */
const TRIED_ONCE = [
  'test/browser.ts',
  'server/documents/hostile-uploads.test.ts',
  'worker/documents/ocr/ocr.test.ts',
];
/** On Citus alone not: it makes its errors by triggers, and there no table has any. */
const NOT_ON_CITUS = 'test/private-logs.test.ts';
/** Browser suites whose pages show what the database counts, or that go through the whole product. */
const TRIED_AGAIN = /^admin\/(?:journey|operations\/\w+|billing\/billing)\.test\.ts$/;

const IMPORT = /(?:\bfrom|\bimport\(|^import)\s*'(\.{1,2}\/[^']+)'/gm;

function readImports(file: string): string[] {
  try {
    const folder = dirname(file);
    return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, path]) => join(folder, path!));
  } catch {
    return [];
  }
}

/** Every file that a suite is made of, itself included. */
function readClosure(suite: string, known: Map<string, string[]>): Set<string> {
  const found = new Set([suite]);
  for (const file of found) {
    if (!known.has(file)) known.set(file, readImports(file));
    for (const next of known.get(file)!) found.add(next);
  }
  return found;
}

/**
 * Suites that open no database, or are tried on one alone. What tries properties with a random seed stays: the second
 * run has a seed of its own.
 * @param root of the repository
 * @returns paths from there
 */
export function suitesForOneDatabase(root: string): string[] {
  const known = new Map<string, string[]>();
  return globSync('{server,worker,shared,db,admin,test}/**/*.test.ts', { cwd: root }).filter((suite) => {
    const closure = readClosure(join(root, suite), known);
    const has = (file: string) => closure.has(join(root, file));
    if (suite === NOT_ON_CITUS && process.env['TEST_CITUS_WORKERS']) return true;
    if (TRIED_AGAIN.test(suite)) return false;
    if (TRIED_ONCE.some(has)) return true;
    return !has('test/database.ts') && !readFileSync(join(root, suite), 'utf8').includes("'fast-check'");
  });
}
