// npm run bench:stress [-- NAME…] — Docent on Postgres while things break: readers that leave or stall, a model
// server that breaks off, kill -9, many streams on a small pool, a database outage, a proxy in front.
// BENCH_DATABASE_URL=postgres://… ; all of them take about 15 minutes.
import { abort } from './stress/abort.ts';
import { crashes } from './stress/crashes.ts';
import { nginx } from './stress/nginx.ts';
import { outage } from './stress/outage.ts';
import { readers } from './stress/readers.ts';
import { streams } from './stress/streams.ts';
import { upstream } from './stress/upstream.ts';

const tests = { abort, readers, upstream, crashes, streams, outage, nginx };
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(tests);
for (const name of names) {
  if (!(name in tests)) throw new Error(`There is no stress test ${name}: ${Object.keys(tests).join(', ')}.`);
  const started = performance.now();
  const findings = await tests[name as keyof typeof tests]();
  console.log(
    `\n${name}, ${Math.round((performance.now() - started) / 1_000)} s\n| | found | wanted |\n| --- | --- | --- |`,
  );
  for (const { what, found, wanted, good } of findings)
    console.log(`| ${what} | ${found}${good ? '' : ' ✗'} | ${wanted} |`);
  if (findings.some(({ good }) => !good)) process.exitCode = 1;
}
