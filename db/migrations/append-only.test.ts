import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { migrations } from './index.ts';

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => /^\d{3}-.*\.ts$/.test(name));
const hashOf = (name: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex');

test('a migration that has landed never changes: write a new one, and add its SHA-256 to landed.json', () => {
  const landed = JSON.parse(readFileSync(join(folder, 'landed.json'), 'utf8'));
  expect(Object.fromEntries(files.map((name) => [name, hashOf(name)]))).toEqual(landed);
});

test('the migrations are the files of the folder, in their order and without gaps', () => {
  expect(Object.keys(migrations)).toEqual(files.map((name) => name.replace('.ts', '')));
  expect(files.map((name) => Number(name.slice(0, 3)))).toEqual(files.map((_, index) => index + 1));
});
