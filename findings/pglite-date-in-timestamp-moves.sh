#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14. A JavaScript Date written to a `timestamp` column comes back as another moment.
#
# Guess: a Date makes the round trip through `timestamp` as it does with `pg`, which writes and reads it in the process's
# time zone. Seen: it is written as UTC and read as local time, so that in New York it comes back five hours later (in
# January). A `timestamptz` column is right. Under TZ=UTC, as in most containers, nothing shows.
#
#     timestamp 2026-01-15T17:00:00.000Z, timestamptz 2026-01-15T12:00:00.000Z
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create();
await db.exec('create table moments (plain timestamp, zoned timestamptz)');
const noon = new Date('2026-01-15T12:00:00Z');
await db.query('insert into moments values ($1, $2)', [noon, noon]);
const { rows } = await db.query('select * from moments');
console.log(`timestamp ${rows[0].plain.toISOString()}, timestamptz ${rows[0].zoned.toISOString()}`);
await db.close();
PROBE

cat >expected.txt <<'EXPECTED'
timestamp 2026-01-15T17:00:00.000Z, timestamptz 2026-01-15T12:00:00.000Z
EXPECTED

TZ=America/New_York node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
