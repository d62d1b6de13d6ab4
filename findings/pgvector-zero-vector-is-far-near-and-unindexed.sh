#!/usr/bin/env bash
# pgvector 0.8.7 in @electric-sql/pglite-pgvector 0.0.15 with @electric-sql/pglite 0.5.14. A row whose vector is all zeros, as some model
# servers return for an empty text, comes and goes with the plan.
#
# Guess: its cosine distance is 1, 2 or an error, the same in each plan. Seen: it is NaN, which Postgres sorts last and takes for
# greater than any number. So `distance > 1000` is true, `distance < 2`, which holds for each other row, is not; a sequential scan
# returns the row and the HNSW index has left it out, so that the number of rows changes with the plan.
#
#     distance NaN, greater than 1000: true, less than 2: false
#     rows by a sequential scan 21, by HNSW 20
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 @electric-sql/pglite-pgvector@0.0.15 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';

const database = await PGlite.create({ extensions: { vector } });
await database.exec(`
  create extension vector;
  create table items (id integer, embedding vector(2));
  insert into items select i, array[cos(i), sin(i)]::vector from generate_series(1, 20) as i;
  insert into items values (0, '[0,0]');
  create index on items using hnsw (embedding vector_cosine_ops)`);
const distance = `embedding <=> '[1,0]'`;
const { rows } = await database.query(
  `select ${distance} as d, ${distance} > 1000 as far, ${distance} < 2 as near from items where id = 0`,
);
console.log(`distance ${rows[0].d}, greater than 1000: ${rows[0].far}, less than 2: ${rows[0].near}`);
async function count(off) {
  await database.exec(`set enable_${off} = off`);
  const found = await database.query(`select id from items order by ${distance} limit 100`);
  const plan = await database.query(`explain select id from items order by ${distance} limit 100`);
  await database.exec(`reset enable_${off}`);
  const isIndex = plan.rows.some((row) => row['QUERY PLAN'].includes('Index Scan'));
  if (isIndex !== (off === 'seqscan')) throw new Error('another plan than wanted');
  return found.rows.length;
}
console.log(`rows by a sequential scan ${await count('indexscan')}, by HNSW ${await count('seqscan')}`);
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
distance NaN, greater than 1000: true, less than 2: false
rows by a sequential scan 21, by HNSW 20
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
