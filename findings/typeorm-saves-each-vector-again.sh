#!/usr/bin/env bash
# typeorm 1.1.1 with pg 8.23.1, on @electric-sql/pglite 0.5.14 (pglite-pgvector 0.0.15, pglite-socket 0.2.17). save() of an entity that has
# a column of the type `vector`.
#
# Guess: save() writes the columns that have changed, and nothing where none has, as with text, numbers and arrays (`tags` below). Seen: a
# vector always counts as changed. Who changes a title writes the vector too; who saves what was just read writes the vector alone. Each
# time there is a new row version, and with an HNSW index another entry and a dead one. update() with the columns that are meant writes
# these.
#
#     nothing changed, save(): UPDATE "passage" SET "embedding" = $1 WHERE "id" = $2
#     title changed, save(): UPDATE "passage" SET "title" = $1, "embedding" = $2 WHERE "id" = $3
#     tags changed, update(): UPDATE "passage" SET "tags" = $1 WHERE "id" = $2
#     without a vector, nothing changed, save(): -
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund typeorm@1.1.1 reflect-metadata@0.2.2 pg@8.23.1 @electric-sql/pglite@0.5.14 \
  @electric-sql/pglite-pgvector@0.0.15 @electric-sql/pglite-socket@0.2.17 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import 'reflect-metadata';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { DataSource, EntitySchema } from 'typeorm';

const db = await PGlite.create({ extensions: { vector } });
const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0 });
const listening = new Promise((resolve) => server.addEventListener('listening', ({ detail }) => resolve(detail.port)));
await server.start();

const plain = {
  id: { type: 'int', primary: true, generated: true },
  title: { type: 'text' },
  tags: { type: 'text', array: true },
};
const Passage = new EntitySchema({
  name: 'Passage',
  columns: { ...plain, embedding: { type: 'vector', length: 3 } },
});
const Note = new EntitySchema({ name: 'Note', columns: plain });

let sent = [];
const quiet = () => {};
const source = new DataSource({
  type: 'postgres',
  url: `postgres://postgres@127.0.0.1:${await listening}/postgres?sslmode=disable`,
  entities: [Passage, Note],
  synchronize: true,
  logging: true,
  extra: { max: 1 },
  logger: {
    ...{ logQueryError: quiet, logQuerySlow: quiet, logSchemaBuild: quiet, logMigration: quiet, log: quiet },
    logQuery: (statement) => sent.push(statement),
  },
});
await source.initialize();

async function look(what, change) {
  sent = [];
  await change();
  console.log(`${what}: ${sent.filter((statement) => statement.startsWith('UPDATE')).join('; ') || '-'}`);
}
const passages = source.getRepository(Passage);
const notes = source.getRepository(Note);
await passages.save({ title: 'Fees', tags: ['money'], embedding: [1, 2, 3] });
await notes.save({ title: 'Fees', tags: ['money'] });
const [passage] = await passages.find();
const [note] = await notes.find();
await look('nothing changed, save()', () => passages.save(passage));
await look('title changed, save()', () => passages.save({ ...passage, title: 'Prices' }));
await look('tags changed, update()', () => passages.update({ id: passage.id }, { tags: ['prices'] }));
await look('without a vector, nothing changed, save()', () => notes.save(note));
await source.destroy();
await server.stop();
await db.close();
PROBE

cat >expected.txt <<'EXPECTED'
nothing changed, save(): UPDATE "passage" SET "embedding" = $1 WHERE "id" = $2
title changed, save(): UPDATE "passage" SET "title" = $1, "embedding" = $2 WHERE "id" = $3
tags changed, update(): UPDATE "passage" SET "tags" = $1 WHERE "id" = $2
without a vector, nothing changed, save(): -
EXPECTED

node --no-deprecation probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
