#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14 in Node. A data folder that a process has open opens in a second one, and rows are lost.
#
# Guess: PostgreSQL locks its folder by postmaster.pid, so a second process is refused. Seen: both open it, each with its own
# cache. What the second one committed is there for itself, and is gone after the first one has written and closed; nobody gets an
# error.
#
#     second process: 10 rows
#     afterwards: 10 rows of 15, of the second process 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 >/dev/null 2>&1

cat >second.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create('./data');
await database.exec(`insert into notes select 'second' from generate_series(1, 5)`);
const { rows } = await database.query('select count(*)::int as count from notes');
console.log(`second process: ${rows[0].count} rows`);
await database.close();
PROBE

cat >first.mjs <<'PROBE'
import { execFileSync } from 'node:child_process';
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create('./data');
await database.exec(`create table notes (by text); insert into notes select 'first' from generate_series(1, 5)`);
process.stdout.write(execFileSync(process.execPath, ['second.mjs'], { encoding: 'utf8' }));
await database.exec(`insert into notes select 'first' from generate_series(1, 5)`);
await database.close();

const later = await PGlite.create('./data');
const { rows } = await later.query(
  `select count(*)::int as all, (count(*) filter (where by = 'second'))::int as second from notes`,
);
console.log(`afterwards: ${rows[0].all} rows of 15, of the second process ${rows[0].second}`);
await later.close();
PROBE

cat >expected.txt <<'EXPECTED'
second process: 10 rows
afterwards: 10 rows of 15, of the second process 0
EXPECTED

node first.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
