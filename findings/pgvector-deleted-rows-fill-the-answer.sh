#!/usr/bin/env bash
# pgvector 0.8.7 in PGlite 0.5.17 (pglite-pgvector 0.0.15). A search by an HNSW index after rows were deleted or updated.
#
# Guess: a deleted row costs a search a little time until VACUUM, as with other indexes, and `limit 10` finds the ten nearest of the
# rows that are left. Seen: deleted rows stay among the 40 candidates (hnsw.ef_search) and are taken away from them afterwards. After a
# document with 50 near passages was deleted, the others are found one instead of ten, and so again at the next search, until VACUUM.
# An UPDATE is enough: a row whose counter (with an index on it) went up 500 times hides all others. hnsw.iterative_scan helps.
# PGlite says `autovacuum on` and has no process for it.
#
#     before: document 1: 9, document 2: 1
#     document 1 deleted: document 2: 1
#     the same with iterative_scan: document 2: 10
#     after vacuum: document 2: 10
#     one row updated 500 times: document 3: 1
#     after vacuum: document 2: 9, document 3: 1
#     autovacuum: on; processes: standalone backend
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.17 @electric-sql/pglite-pgvector@0.0.15 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

const database = await PGlite.create({ extensions: { vector } });
// Without seqscan: so small a table would be read whole.
await database.exec(`create extension vector;
  create table passages (document integer, seen integer default 0, embedding vector(3));
  create index on passages using hnsw (embedding vector_cosine_ops);
  create index on passages (seen);
  set enable_seqscan = off`);
async function insert(document, count, spread) {
  for (let n = 1; n <= count; n++)
    await database.query('insert into passages (document, embedding) values ($1, $2)', [
      document,
      JSON.stringify([1, (spread * n) / count, spread * Math.sin(n)]),
    ]);
}
async function search(name) {
  const { rows } = await database.query(`select document, count(*)::integer from (
    select document from passages order by embedding <=> '[1,0,0]' limit 10) as nearest group by 1 order by 1`);
  console.log(`${name}: ${rows.map(({ document, count }) => `document ${document}: ${count}`).join(', ')}`);
}
await insert(1, 50, 0.01);
await insert(2, 500, 0.8);
await search('before');
await database.exec('delete from passages where document = 1');
await search('document 1 deleted');
await database.exec('set hnsw.iterative_scan = strict_order');
await search('the same with iterative_scan');
await database.exec('reset hnsw.iterative_scan; vacuum passages');
await search('after vacuum');
await insert(3, 1, 0.001);
for (let n = 0; n < 500; n++) await database.exec('update passages set seen = seen + 1 where document = 3');
await search('one row updated 500 times');
await database.exec('vacuum passages');
await search('after vacuum');
const { rows } = await database.query('show autovacuum');
const processes = await database.query('select backend_type from pg_stat_activity');
console.log(`autovacuum: ${rows[0].autovacuum}; processes: ${processes.rows.map((row) => row.backend_type).join(', ')}`);
PROBE

cat >expected.txt <<'EXPECTED'
before: document 1: 9, document 2: 1
document 1 deleted: document 2: 1
the same with iterative_scan: document 2: 10
after vacuum: document 2: 10
one row updated 500 times: document 3: 1
after vacuum: document 2: 9, document 3: 1
autovacuum: on; processes: standalone backend
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
