#!/usr/bin/env bash
# pg-boss 12.38.0 on @electric-sql/pglite 0.5.14. The counts of a queue do not change when jobs are sent.
#
# Guess: getQueueStats(name) counts the jobs that are there, and { force: true } does so in any case. Seen: the first call counts,
# and its result is returned for up to an hour; forced, for a minute. getQueue() has the same numbers from the same cache. An
# alert or an autoscaler on queuedCount reads 0 while jobs wait; findJobs() sees them.
#
#     empty queue: 0
#     three jobs: stats 0, forced 0, getQueue 0, findJobs 3
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund pg-boss@12.38.0 @electric-sql/pglite@0.5.14 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { PGlite } from '@electric-sql/pglite';
import { PgBoss, fromPglite } from 'pg-boss';

const database = await PGlite.create();
const boss = new PgBoss({ db: fromPglite(database), supervise: false, schedule: false });
await boss.start();
await boss.createQueue('mail');
const stats = async (options) => (await boss.getQueueStats('mail', options))[0].queuedCount;
console.log(`empty queue: ${await stats()}`);
for (let n = 0; n < 3; n++) await boss.send('mail', { n });
const { queuedCount } = await boss.getQueue('mail');
const found = await boss.findJobs('mail');
console.log(
  `three jobs: stats ${await stats()}, forced ${await stats({ force: true })}, getQueue ${queuedCount}, findJobs ${found.length}`,
);
await boss.stop();
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
empty queue: 0
three jobs: stats 0, forced 0, getQueue 0, findJobs 3
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
