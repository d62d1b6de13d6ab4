#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14 beside pg-types 2.2.0 (what pg 8.23 reads values with). The JavaScript type of a bigint column depends
# on the row.
#
# Guess: a bigint is text, as pg gives it, or always a BigInt. Seen: a number up to 2^53 - 1 and a BigInt above, in one column of one
# result. Arithmetic and JSON.stringify() that have worked for years then throw: "Cannot mix BigInt", "Do not know how to serialize a
# BigInt". count(*) and sum(integer) are of this type.
#
#     pglite: number 9007199254740991, bigint 9007199254740993
#     as JSON: TypeError
#     pg: string, string
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 pg-types@2.2.0 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import types from 'pg-types';

const database = await PGlite.create();
const values = ['9007199254740991', '9007199254740993'];
const { rows } = await database.query('select n::bigint as n from unnest($1::text[]) as n', [values]);
console.log(`pglite: ${rows.map(({ n }) => `${typeof n} ${n}`).join(', ')}`);
try {
  console.log(`as JSON: ${JSON.stringify(rows)}`);
} catch (error) {
  console.log(`as JSON: ${error.name}`);
}
const read = types.getTypeParser(types.builtins.INT8);
console.log(`pg: ${values.map((value) => typeof read(value)).join(', ')}`);
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
pglite: number 9007199254740991, bigint 9007199254740993
as JSON: TypeError
pg: string, string
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
