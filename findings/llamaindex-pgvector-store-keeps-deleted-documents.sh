#!/usr/bin/env bash
# @llamaindex/postgres 0.0.65 (PGVectorStore) with llamaindex 0.12.1, beside its SimpleVectorStore; on @electric-sql/pglite 0.5.14 with
# pglite-pgvector 0.0.15. A document that was split into three nodes is deleted, and a search leaves values out.
#
# Guess: delete(refDocId) removes all nodes of that document, as the name of its parameter says and as SimpleVectorStore does; the operator
# `nin` leaves out what has one of the values. Seen: delete() compares the document's id with the id of each node. Nodes of a split
# document have ids of their own, so none is removed, and the promise resolves. `nin` becomes `!= any(…)`, which holds for any row as soon
# as there are two different values, so nothing is left out; with one value it is right.
#
#     SimpleVectorStore: 3 nodes, after delete() 0
#     PGVectorStore: 3 nodes, after delete() 3
#     not in [pool]: 0, not in [pool, bath]: 3
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund llamaindex@0.12.1 @llamaindex/postgres@0.0.65 @llamaindex/core@0.6.22 pg@8.23.1 pgvector@0.2.0 \
  @electric-sql/pglite@0.5.14 @electric-sql/pglite-pgvector@0.0.15 @electric-sql/pglite-socket@0.2.17 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { PGVectorStore } from '@llamaindex/postgres';
import { Document, Settings, SimpleVectorStore, TextNode } from 'llamaindex';

const db = await PGlite.create({ extensions: { vector } });
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
const listening = new Promise((resolve) => server.addEventListener('listening', ({ detail }) => resolve(detail.port)));
await server.start();
const clientConfig = { host: '127.0.0.1', port: await listening, user: 'postgres', database: 'postgres' };

// The stores want to know an embedding model, though they never ask it here.
Settings.embedModel = { getTextEmbedding: async () => [1, 0, 0] };
const document = new Document({ text: 'The pool opens at seven. The sauna at nine. The kiosk at ten.' });
const nodes = document.text.match(/[^.]+\./g).map((text, place) => {
  const node = new TextNode({ text: text.trim(), metadata: { house: 'pool' }, embedding: [1, place, 0] });
  // As every splitter of the library writes it.
  node.relationships = { SOURCE: document.asRelatedNodeInfo() };
  return node;
});

const found = async (store, filters) => {
  const { ids } = await store.query({ queryEmbedding: [1, 0, 0], similarityTopK: 10, mode: 'default', filters });
  return ids.length;
};
const notIn = (...value) => ({ filters: [{ key: 'house', operator: 'nin', value }] });
const store = new PGVectorStore({ clientConfig, dimensions: 3 });
for (const [name, one] of Object.entries({ SimpleVectorStore: new SimpleVectorStore(), PGVectorStore: store })) {
  await one.add(nodes);
  const before = await found(one);
  await one.delete(document.id_);
  console.log(`${name}: ${before} nodes, after delete() ${await found(one)}`);
}
console.log(
  `not in [pool]: ${await found(store, notIn('pool'))}, not in [pool, bath]: ${await found(store, notIn('pool', 'bath'))}`,
);
process.exit();
PROBE

cat >expected.txt <<'EXPECTED'
SimpleVectorStore: 3 nodes, after delete() 0
PGVectorStore: 3 nodes, after delete() 3
not in [pool]: 0, not in [pool, bath]: 3
EXPECTED

node --no-deprecation probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
