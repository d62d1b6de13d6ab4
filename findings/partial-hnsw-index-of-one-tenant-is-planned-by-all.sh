#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14 (PostgreSQL 18) with @electric-sql/pglite-pgvector 0.0.15 (pgvector 0.8). A partial HNSW index for
# each large tenant makes the plans of every other tenant slower, of those with no index most of all.
#
# Guess: a partial index is for the rows of its predicate, so a tenant pays for its own alone; planning compares a constant with a
# list of predicates, in microseconds. Seen: each statement on the table opens every index and tests every predicate. With 400
# empty indexes of other tenants, planning an exact search takes well over ten times as long as without, longer than
# comparing a thousand vectors does. On a server each new connection pays it again at its first statement, many times over.
#
#     planning takes more than 5 times as long: true
#     planning is longer than comparing 1,000 vectors: true
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 @electric-sql/pglite-pgvector@0.0.15 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

const db = await PGlite.create({ extensions: { vector } });
await db.exec(`
  create extension vector;
  create table items (tenant text not null, embedding halfvec(64) not null);
  insert into items select 'small', array(select random() from generate_series(1, 64) where n > 0)::real[]::halfvec
    from generate_series(1, 1000) as rows (n);
  analyze items;
`);
const search = `explain (analyze, format json) select * from items where tenant = 'small'
  order by embedding <=> (select embedding from items limit 1) limit 10`;
async function median() {
  const plans = [];
  for (let round = 0; round < 21; round++) {
    const { rows } = await db.query(search);
    plans.push(rows[0]['QUERY PLAN'][0]);
  }
  const middle = (key) => plans.map((plan) => plan[key]).sort((a, b) => a - b)[10];
  return { planning: middle('Planning Time'), running: middle('Execution Time') };
}
const without = await median();
for (let tenant = 0; tenant < 400; tenant++)
  await db.exec(`create index on items using hnsw (embedding halfvec_cosine_ops) where tenant = 'large ${tenant}'`);
const beside = await median();
console.error(without, beside);
console.log(`planning takes more than 5 times as long: ${beside.planning > 5 * without.planning}`);
console.log(`planning is longer than comparing 1,000 vectors: ${beside.planning > beside.running}`);
await db.close();
PROBE

cat >expected.txt <<'EXPECTED'
planning takes more than 5 times as long: true
planning is longer than comparing 1,000 vectors: true
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
