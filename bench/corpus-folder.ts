// npm run bench:corpus -- FOLDER — how well the files of a folder are read. A file may have its expected text beside
// it, as NAME.truth.md or NAME.truth.txt (say, by pdftotext); then the share of its words and of its sequences of five
// words that were found is printed. With --files, one line for each file, the worst first.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { detectType, supportedTypes } from '../shared/documents/detect-type.ts';
import type { MediaType } from '../shared/contract/media-type.ts';
import { createComputePool } from '../worker/documents/compute/pool.ts';

type Reading = { name: string; type: MediaType; ms: number; error?: string; words?: number; fives?: number };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'boolean' } },
});
const folder = positionals[0];
if (!folder) {
  console.error('Which folder? npm run bench:corpus -- FOLDER [--files]');
  process.exit(1);
}

const compute = createComputePool();
// The pool's child does not keep this process alive.
const alive = setInterval(() => {}, 60_000);
const readings: Reading[] = [];
let skipped = 0;
try {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (/\.truth\.(md|txt)$/.test(name) || !statSync(path).isFile()) continue;
    const bytes = new Uint8Array(readFileSync(path));
    const type = await detectType(bytes.subarray(0, 65_536), name);
    if (type) readings.push(await readFile(name, bytes, type));
    else skipped += 1;
  }
} finally {
  await compute.close();
  clearInterval(alive);
}

async function readFile(name: string, bytes: Uint8Array, type: MediaType): Promise<Reading> {
  const began = performance.now();
  const limits = { signal: new AbortController().signal, timeoutMs: 300_000, cpuMs: 120_000 };
  try {
    const { text } = await compute.run('prepareDocument', { bytes, type, appId: 'bench', name }, limits);
    return { name, type, ms: performance.now() - began, ...compare(text, truthOf(join(folder!, name))) };
  } catch (error) {
    const code = (error as { code?: string }).code ?? String(error);
    const nothing = truthOf(join(folder!, name)) === undefined ? {} : { words: 0, fives: 0 };
    return { name, type, ms: performance.now() - began, error: code, ...nothing };
  }
}

function truthOf(path: string): string | undefined {
  for (const ending of ['.truth.md', '.truth.txt']) {
    const truth = statSync(path + ending, { throwIfNoEntry: false }) && readFileSync(path + ending, 'utf8');
    if (truth) return truth;
  }
  return undefined;
}

/** Shares of the truth's words and of its sequences of five words that are in the text, each counted as often as it is there. */
function compare(text: string, truth: string | undefined): { words?: number; fives?: number } {
  const wanted = truth === undefined ? [] : wordsOf(truth);
  if (wanted.length === 0) return {};
  const found = wordsOf(text);
  const fives = sequences(wanted, 5);
  return {
    words: shareFound(wanted, found),
    ...(fives.length > 0 && { fives: shareFound(fives, sequences(found, 5)) }),
  };
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}

function sequences(words: string[], length: number): string[] {
  return words.slice(length - 1).map((_, at) => words.slice(at, at + length).join(' '));
}

function shareFound(wanted: string[], found: string[]): number {
  const counts = new Map<string, number>();
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) + 1);
  let hits = 0;
  for (const each of wanted) {
    const left = counts.get(each) ?? 0;
    if (left > 0) hits += 1;
    counts.set(each, left - 1);
  }
  return hits / wanted.length;
}

const percent = (share: number | undefined) => (share === undefined ? '–' : (share * 100).toFixed(1));
const quantile = (shares: number[], q: number) =>
  shares.length === 0 ? undefined : shares.sort((a, b) => a - b)[Math.floor((shares.length - 1) * q)];
const given = (shares: (number | undefined)[]) => shares.filter((share) => share !== undefined);

if (values.files)
  for (const { name, ms, error, words, fives } of readings.toSorted(
    (a, b) => (a.words ?? 2) - (b.words ?? 2),
  ))
    console.log(
      `${percent(words).padStart(6)} ${percent(fives).padStart(6)} ${ms.toFixed(0).padStart(7)} ms  ${name}${error ? `  ${error}` : ''}`,
    );
console.log(
  '| format | files | not read | with a reference | words recalled, median / 5th percentile | 5-grams, median / 5th percentile | seconds |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const [type, title] of Object.entries(supportedTypes)) {
  const those = readings.filter((reading) => reading.type === type);
  if (those.length === 0) continue;
  const words = given(those.map((reading) => reading.words));
  const fives = given(those.map((reading) => reading.fives));
  console.log(
    `| ${title} | ${those.length} | ${those.filter(({ error }) => error).length} | ${words.length} | ${percent(quantile(words, 0.5))} / ${percent(quantile(words, 0.05))} | ${percent(quantile(fives, 0.5))} / ${percent(quantile(fives, 0.05))} | ${(those.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1)} |`,
  );
}
if (skipped > 0) console.log(`${skipped} files of other types were left out.`);
