// What the pages say exists: files, links, commands, and every variable of the configuration.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { variables } from '../shared/platform/environment.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((path) => existsSync(path));

test.each(pages)('%s names only files and commands that exist', (page) => {
  const text = read(page);
  const paths = [
    ...text.matchAll(
      /`((?:server|worker|shared|admin|db|test|bench|commands|demo|docs|examples)\/[\w./-]*)`/g,
    ),
  ].map((match) => match[1]!);
  // Capitals are placeholders: server/SUBJECT/.
  expect(paths.filter((path) => !/[A-Z]{3}/.test(path) && !existsSync(path))).toEqual([]);
  const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!);
  expect(commands.filter((name) => !(name in manifest.scripts))).toEqual([]);
});

// Links that begin with a slash are pages of the portal, in its guides.
test.each(pages)('%s links to files and headings that exist', (page) => {
  const broken = [...read(page).matchAll(/\]\((?!\w+:|\/)([^)#]*)(?:#([^)]+))?\)/g)].filter(
    ([, path, anchor]) => {
      const target = path ? join(dirname(page), path) : page;
      return !existsSync(target) || (anchor && !headingsOf(target).includes(anchor));
    },
  );
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('every variable of the configuration is in .env.example and docs/configure.md, and no other', () => {
  const inExample = [...read('.env.example').matchAll(/^(?:# )?([A-Z0-9_]+)=/gm)].map((match) => match[1]!);
  expect(inExample.toSorted()).toEqual(variables.toSorted());
  const rows = read('docs/configure.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const explained = rows.flatMap((row) =>
    [...row.split('|')[1]!.matchAll(/`([A-Z0-9_]+)`/g)].map((match) => match[1]!),
  );
  expect(explained.toSorted()).toEqual(variables.toSorted());
});

/** The anchors of a page's headings, as GitHub makes them. */
const headingsOf = (path: string): string[] =>
  [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
