#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14 (PostgreSQL 18.6). A prepared statement that reads passages by a list of their ids.
#
# Guess: what is prepared is planned for five executions with the values at hand, and from then on the plan for any values is kept,
# at the latest when it is the same plan. Seen: with a list of fewer than ten ids it is planned anew at each execution, for ever.
# For any values the planner counts on ten elements, so the kept plan always looks dearer than one for the three, five or eight
# that it sees, although it is the same plan. A vector search that then reads its eight best passages pays this each time, and
# planning the join can take longer than reading. With twelve ids the plan is kept. If the list is hidden in a scalar
# subquery, `any((select $1)::integer[])`, both are planned for ten, and the plan is kept with any number.
#
#      3 ids: planned for the values 50 times of 50; hidden: 5 times
#      5 ids: planned for the values 50 times of 50; hidden: 5 times
#      8 ids: planned for the values 50 times of 50; hidden: 5 times
#     12 ids: planned for the values 5 times of 50; hidden: 5 times
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';

const database = await PGlite.create();
await database.exec(`
  create table documents (id integer primary key, name text);
  create table passages (id integer primary key, document integer, text text);
  insert into documents select n, 'document ' || n from generate_series(1, 2000) n;
  insert into passages select n, n % 2000 + 1, 'passage ' || n from generate_series(1, 20000) n;
  analyze documents;
  analyze passages`);
const read = (list) =>
  `select name, text from passages join documents on documents.id = document where passages.id = any(${list})`;
for (const count of [3, 5, 8, 12]) {
  await database.exec(`
    deallocate all;
    prepare seen (integer[]) as ${read('$1')};
    prepare hidden (integer[]) as ${read('(select $1)::integer[]')}`);
  for (let time = 0; time < 50; time++) {
    const ids = Array.from({ length: count }, (_, place) => time * 20 + place + 1).join(',');
    await database.exec(`execute seen('{${ids}}'); execute hidden('{${ids}}')`);
  }
  const { rows } = await database.query('select name, custom_plans from pg_prepared_statements');
  const plans = Object.fromEntries(rows.map(({ name, custom_plans }) => [name, custom_plans]));
  console.log(
    `${String(count).padStart(2)} ids: planned for the values ${plans.seen} times of 50; hidden: ${plans.hidden} times`,
  );
}
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
 3 ids: planned for the values 50 times of 50; hidden: 5 times
 5 ids: planned for the values 50 times of 50; hidden: 5 times
 8 ids: planned for the values 50 times of 50; hidden: 5 times
12 ids: planned for the values 5 times of 50; hidden: 5 times
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
