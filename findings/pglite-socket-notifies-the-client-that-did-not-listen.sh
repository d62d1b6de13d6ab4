#!/usr/bin/env bash
# @electric-sql/pglite-socket 0.2.17 with @electric-sql/pglite 0.5.14 and pg 8.23.1. Two clients, where the server takes more than one.
#
# Guess: the server's clients take turns, so a second one may have to wait; what belongs to a client's session is its own. Seen: all of
# them are one session of one database. An advisory lock that one holds, the other gets too, and it stays when that one has gone. What
# one listens for is sent to the one that notifies, which has not listened, and never to the one that has: a queue that wakes its workers
# by LISTEN, or a migration that holds a lock, works with a server of Postgres and not with this one, without an error.
#
#     lock 1: first client true, second client true
#     notifications: listener 0, sender 1
#     with the sender gone, an advisory lock of it is held: true
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --legacy-peer-deps @electric-sql/pglite-socket@0.2.17 @electric-sql/pglite@0.5.14 pg@8.23.1 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

const database = await PGlite.create();
const server = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 10 });
await server.start();
const port = Number(server.getServerConn().split(':').pop());
const heard = { listener: 0, sender: 0 };
async function open(name) {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('notification', () => (heard[name] += 1));
  await client.connect();
  return client;
}
const listener = await open('listener');
const sender = await open('sender');
const lock = async (client) => (await client.query('select pg_try_advisory_lock(1) as got')).rows[0].got;
console.log(`lock 1: first client ${await lock(sender)}, second client ${await lock(listener)}`);
await listener.query('listen jobs');
await sender.query('notify jobs');
await new Promise((resolve) => setTimeout(resolve, 500));
await listener.query('select 1');
console.log(`notifications: listener ${heard.listener}, sender ${heard.sender}`);
await sender.end();
await listener.query('select pg_advisory_unlock(1)');
const { rows } = await listener.query(`select count(*) > 0 as held from pg_locks where locktype = 'advisory'`);
console.log(`with the sender gone, an advisory lock of it is held: ${rows[0].held}`);
await listener.end();
await server.stop();
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
lock 1: first client true, second client true
notifications: listener 0, sender 1
with the sender gone, an advisory lock of it is held: true
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
