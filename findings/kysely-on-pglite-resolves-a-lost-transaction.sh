#!/usr/bin/env bash
# kysely 0.29.9 with @electric-sql/pglite 0.5.14. A transaction whose callback catches a failed statement resolves, though
# nothing of it is stored.
#
# Guess: either the catch saves the transaction (as if the statement had not been there), or execute() rejects, because
# Postgres refuses to commit an aborted transaction. Seen: Postgres answers COMMIT of an aborted transaction with ROLLBACK
# and no error; neither library looks at that answer, so the caller is told that all is well.
#
#     the transaction resolved with "done"; rows stored: 0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund kysely@0.29.9 @electric-sql/pglite@0.5.14 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, sql } from 'kysely';

const db = new Kysely({ dialect: new PGliteDialect({ pglite: await PGlite.create() }) });
await sql`create table numbers (n integer primary key)`.execute(db);
const outcome = await db
  .transaction()
  .execute(async (tx) => {
    await sql`insert into numbers values (1)`.execute(tx);
    // The same key again: an optional step whose failure is ignored.
    await sql`insert into numbers values (1)`.execute(tx).catch(() => {});
    return 'done';
  })
  .then((value) => `resolved with "${value}"`, (error) => `rejected: ${error.message}`);
const { rows } = await sql`select count(*)::integer as stored from numbers`.execute(db);
console.log(`the transaction ${outcome}; rows stored: ${rows[0].stored}`);
await db.destroy();
PROBE

cat >expected.txt <<'EXPECTED'
the transaction resolved with "done"; rows stored: 0
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
