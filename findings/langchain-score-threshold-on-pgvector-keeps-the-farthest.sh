#!/usr/bin/env bash
# @langchain/classic 1.0.50 (ScoreThresholdRetriever, MemoryVectorStore) with @langchain/community 1.1.29 (PGVectorStore) and pg 8.23.1,
# on @electric-sql/pglite 0.5.14 with @electric-sql/pglite-pgvector 0.0.15.
#
# Guess: a retriever that takes a minSimilarityScore gives the same documents whatever store holds them. Seen: similaritySearchWithScore()
# is a similarity in one store and a distance in the other, and the retriever keeps what is not below its threshold in either case. So
# over PGVectorStore with its defaults it throws away the document that is the question itself, and keeps the ones that have least to do
# with it. `scoreNormalization: 'similarity'` turns the numbers around, but by (2 - distance) / 2, so that words without anything in
# common have 0.5 where the other store has 0, and a threshold that was found with one store lets all through in the other.
#
#     memory: same 1.00, near 0.80, none 0.00; above 0.5: same, near
#     pgvector: same 0.00, near 0.20, none 1.00; above 0.5: none
#     pgvector, similarity: same 1.00, near 0.90, none 0.50; above 0.5: same, near, none
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --legacy-peer-deps @langchain/community@1.1.29 @langchain/classic@1.0.50 @langchain/core@1.4.0 pg@8.23.1 \
  @electric-sql/pglite@0.5.14 @electric-sql/pglite-pgvector@0.0.15 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { ScoreThresholdRetriever } from '@langchain/classic/retrievers/score_threshold';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { PGVectorStore } from '@langchain/community/vectorstores/pgvector';
import { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';

const vectors = { same: [1, 0], near: [0.8, 0.6], none: [0, 1] };
class Known extends Embeddings {
  embedQuery = async (text) => vectors[text];
  embedDocuments = async (texts) => texts.map((text) => vectors[text]);
}
const database = await PGlite.create({ extensions: { vector } });
const pool = {
  query: (sql, values) => database.query(sql, values),
  connect: async () => ({ release() {} }),
  end: async () => {},
};
const open = (tableName, options) => PGVectorStore.initialize(new Known({}), { pool, tableName, ...options });
const stores = {
  memory: new MemoryVectorStore(new Known({})),
  pgvector: await open('plain'),
  'pgvector, similarity': await open('turned', { scoreNormalization: 'similarity' }),
};
for (const [name, store] of Object.entries(stores)) {
  await store.addDocuments(Object.keys(vectors).map((pageContent) => new Document({ pageContent })));
  const scored = await store.similaritySearchWithScore('same', 3);
  const retriever = ScoreThresholdRetriever.fromVectorStore(store, { minSimilarityScore: 0.5, maxK: 10 });
  const kept = await retriever.invoke('same');
  const scores = scored.map(([document, score]) => `${document.pageContent} ${score.toFixed(2)}`);
  console.log(`${name}: ${scores.join(', ')}; above 0.5: ${kept.map((document) => document.pageContent).join(', ')}`);
}
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
memory: same 1.00, near 0.80, none 0.00; above 0.5: same, near
pgvector: same 0.00, near 0.20, none 1.00; above 0.5: none
pgvector, similarity: same 1.00, near 0.90, none 0.50; above 0.5: same, near, none
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
