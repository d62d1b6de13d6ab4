#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14 (PostgreSQL 18.6). Limits of time for a statement.
#
# Guess: what Postgres takes as a setting and shows again, it does; or where there are no signals, as in WebAssembly, the setting is
# refused. Seen: statement_timeout and transaction_timeout are taken and shown, and nothing ever ends a statement, neither one that sleeps
# nor one that computes. The process stands still while it runs (its timers too), so no limit of the program's own can end it either; only
# a thread can, that ends the one with the database. Tests on PGlite of how a timeout is handled pass by never reaching it.
#
#     statement_timeout 50ms, transaction_timeout 50ms
#     pg_sleep(0.5): no error after half a second: true
#     generate_series: no error, longer than the limit: true
#     a timer of 50 ms fired before the statement ended: false
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create();
await database.exec(`set statement_timeout = '50ms'; set transaction_timeout = '50ms'`);
const show = async (name) => `${name} ${(await database.query(`show ${name}`)).rows[0][name]}`;
console.log(`${await show('statement_timeout')}, ${await show('transaction_timeout')}`);
async function milliseconds(sql) {
  const start = performance.now();
  await database.query(sql);
  return performance.now() - start;
}
let hasFired = false;
setTimeout(() => (hasFired = true), 50);
const slept = await milliseconds('select pg_sleep(0.5)');
const before = hasFired;
console.log(`pg_sleep(0.5): no error after half a second: ${slept >= 490}`);
console.log(`generate_series: no error, longer than the limit: ${(await milliseconds('select count(*) from generate_series(1, 500000)')) > 50}`);
console.log(`a timer of 50 ms fired before the statement ended: ${before}`);
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
statement_timeout 50ms, transaction_timeout 50ms
pg_sleep(0.5): no error after half a second: true
generate_series: no error, longer than the limit: true
a timer of 50 ms fired before the statement ended: false
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
