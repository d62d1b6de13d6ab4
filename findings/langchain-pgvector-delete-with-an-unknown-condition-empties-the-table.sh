#!/usr/bin/env bash
# @langchain/community 1.1.29 (PGVectorStore) with pg 8.23.1, on @electric-sql/pglite 0.5.14 with @electric-sql/pglite-pgvector 0.0.15. A
# condition on metadata that the store does not know.
#
# Guess: `eq`, which other stores of LangChain have, or `lt` with a date, is an error, or matches nothing. Seen: a condition whose name is
# unknown adds nothing to the statement, and neither does `gt`, `gte`, `lt` or `lte` whose value is no number, as a date in JSON is. So a
# search with it searches all documents, also those the condition should keep out; and delete({ filter }) deletes all of them, without an
# error. TypeScript refuses these filters where they are written as literals, but not where they come out of JSON.
#
#     search, year 2026: 1 of 3
#     search, year { eq: 2026 }: 3 of 3
#     search, date { lt: "2025-06-01" }: 3 of 3
#     delete, year 2026: 2 of 3 left
#     delete, year { lt: 2025 }: 2 of 3 left
#     delete, year { eq: 2026 }: 0 of 3 left
#     delete, date { lt: "2025-06-01" }: 0 of 3 left
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --legacy-peer-deps @langchain/community@1.1.29 @langchain/core@1.4.0 pg@8.23.1 @electric-sql/pglite@0.5.14 \
  @electric-sql/pglite-pgvector@0.0.15 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGVectorStore } from '@langchain/community/vectorstores/pgvector';
import { Document } from '@langchain/core/documents';
import { FakeEmbeddings } from '@langchain/core/utils/testing';

const database = await PGlite.create({ extensions: { vector } });
const pool = {
  query: (sql, values) => database.query(sql, values),
  connect: async () => ({ release() {} }),
  end: async () => {},
};
const documents = [2024, 2025, 2026].map(
  (year) => new Document({ pageContent: `report of ${year}`, metadata: { year, date: `${year}-01-15` } }),
);
async function filled() {
  await database.exec('drop table if exists reports');
  const store = await PGVectorStore.initialize(new FakeEmbeddings(), { pool, tableName: 'reports' });
  await store.addDocuments(documents);
  return store;
}
const said = (filter) =>
  Object.entries(filter).map(([name, value]) => `${name} ${JSON.stringify(value).replace(/^\{"(\w+)":(.*)\}$/, '{ $1: $2 }')}`);
for (const filter of [{ year: 2026 }, { year: { eq: 2026 } }, { date: { lt: '2025-06-01' } }]) {
  const found = await (await filled()).similaritySearch('report', 10, filter);
  console.log(`search, ${said(filter)}: ${found.length} of 3`);
}
for (const filter of [{ year: 2026 }, { year: { lt: 2025 } }, { year: { eq: 2026 } }, { date: { lt: '2025-06-01' } }]) {
  await (await filled()).delete({ filter });
  const { rows } = await database.query('select count(*) from reports');
  console.log(`delete, ${said(filter)}: ${rows[0].count} of 3 left`);
}
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
search, year 2026: 1 of 3
search, year { eq: 2026 }: 3 of 3
search, date { lt: "2025-06-01" }: 3 of 3
delete, year 2026: 2 of 3 left
delete, year { lt: 2025 }: 2 of 3 left
delete, year { eq: 2026 }: 0 of 3 left
delete, date { lt: "2025-06-01" }: 0 of 3 left
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
