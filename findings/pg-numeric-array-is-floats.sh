#!/usr/bin/env bash
# pg 8.23.1. A `numeric` is read as a string, so that no digit is lost; a `numeric[]` is read as JavaScript numbers.
#
# Guess: the elements of an array are read like the type itself, as strings. Seen: they go through parseFloat, so
# array_agg(amount) loses trailing zeros and every digit after the sixteenth, without a warning.
#
#     numeric "12345678901234567.89", numeric[] [0.1,12345678901234568]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund pg@8.23.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import pg from 'pg';

const { NUMERIC } = pg.types.builtins;
const NUMERIC_ARRAY = 1231; // pg_type.oid of _numeric
const one = pg.types.getTypeParser(NUMERIC)('12345678901234567.89');
const many = pg.types.getTypeParser(NUMERIC_ARRAY)('{0.10,12345678901234567.89}');
console.log(`numeric ${JSON.stringify(one)}, numeric[] ${JSON.stringify(many)}`);
PROBE

cat >expected.txt <<'EXPECTED'
numeric "12345678901234567.89", numeric[] [0.1,12345678901234568]
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
