#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14 on Node 24.21.0 (V8 13.6), x86-64. A process that opens a database and asks it a few things needs 400 MB
# more, and ends seconds later, than its own work explains.
#
# Guess: WebAssembly is compiled lazily by Liftoff, and what is hot is optimized beside it, function by function, for little. Seen: one
# function (105 kB of WebAssembly) is hot as soon as the database opens. TurboFan takes 600 MB of memory and, on a slow core, 2.6 s
# for it alone (`--trace-wasm-compilation-times` names it); and the process cannot end before that compilation has. Without tiering up,
# the same work takes half the time and 400 MB less at its peak. (Statements that compute much are then two to three times slower.)
# The flags can be set by v8.setFlagsFromString before the module is compiled; `--liftoff-only` set there does nothing.
#
#     one function optimized in more than 400 MB: true
#     peak memory with tiering exceeds the one without by more than 200 MB: true
#     optimized functions without tiering: 0; after v8.setFlagsFromString('--liftoff-only'): more than 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 node@24.21.0 >/dev/null 2>&1

cat >short.mjs <<'SHORT'
import { setFlagsFromString } from 'node:v8';
for (const flag of (process.env.FLAGS ?? '').split(' ').filter(Boolean)) setFlagsFromString(flag);
const { PGlite } = await import('@electric-sql/pglite');
const database = await PGlite.create();
await database.exec('create table items (id integer primary key, name text)');
for (let id = 0; id < 300; id++) await database.query('insert into items values ($1, $2)', [id, `item ${id}`]);
const { rows } = await database.query('select count(*)::int as count from items');
if (rows[0].count !== 300) throw new Error('rows are missing');
await database.close();
process.on('exit', () => console.log(`peak ${process.resourceUsage().maxRSS}`));
SHORT

cat >probe.mjs <<'PROBE'
import { execFileSync } from 'node:child_process';
function run(flags) {
  const env = { ...process.env, FLAGS: flags };
  const output = execFileSync('node_modules/.bin/node', ['--trace-wasm-compilation-times', 'short.mjs'], { env, encoding: 'utf8', maxBuffer: 1e8 });
  const optimized = [...output.matchAll(/using TurboFan, took (\d+) ms and (\d+)/g)].map(([, , bytes]) => Number(bytes) / 1e6);
  return { optimized, peak: Number(/peak (\d+)/.exec(output)[1]) / 1000 };
}
const usual = run('');
const without = run('--no-wasm-tier-up --no-wasm-dynamic-tiering');
const liftoff = run('--liftoff-only');
console.log(`one function optimized in more than 400 MB: ${usual.optimized.filter((megabytes) => megabytes > 400).length === 1}`);
console.log(`peak memory with tiering exceeds the one without by more than 200 MB: ${usual.peak - without.peak > 200}`);
const after = liftoff.optimized.length > 0 ? 'more than 0' : '0';
console.log(`optimized functions without tiering: ${without.optimized.length}; after v8.setFlagsFromString('--liftoff-only'): ${after}`);
console.error(usual.optimized.length, usual.peak, without.peak);
PROBE

cat >expected.txt <<'EXPECTED'
one function optimized in more than 400 MB: true
peak memory with tiering exceeds the one without by more than 200 MB: true
optimized functions without tiering: 0; after v8.setFlagsFromString('--liftoff-only'): more than 0
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
