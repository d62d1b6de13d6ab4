#!/usr/bin/env bash
# pg-boss 12.38.0 on @electric-sql/pglite 0.5.14. Jobs that are fetched several at a time.
#
# Guess: fetch() with a batchSize gives the jobs that as many calls without one would give, in the same order: by priority, then by age.
# Seen: it picks the right jobs, but hands them over as the update of their rows returns them, in no order. Who works through a batch from
# its beginning may do an old version of a document after the new one, and the urgent job last. work() with a batchSize has its jobs from the
# same call; they need sorting, by priority and createdOn, for which `includeMetadata` is wanted.
#
#     five times eight jobs, one by one: in order 5
#     five times eight jobs, as a batch: in order 0, all eight there 5
#     the four of highest priority, as a batch: the right ones 5, sorted in fewer than 5: true
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
const boss = new PgBoss({ db: fromPglite(database), backend: 'pglite', supervise: false, schedule: false });
await boss.start();
await boss.createQueue('versions');
const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
const ofJobs = (jobs) => jobs.map((job) => job.data.n).join();
async function fiveTimes(fetch, priorityOf = () => 0) {
  const seen = [];
  for (let round = 0; round < 5; round += 1) {
    for (const n of numbers) await boss.send('versions', { n }, { priority: priorityOf(n) });
    seen.push(await fetch());
    await boss.deleteAllJobs('versions');
  }
  return seen;
}
const count = (seen, test) => seen.filter(test).length;
const sorted = (seen) => seen.split(',').sort().join();

const single = await fiveTimes(async () => {
  const jobs = [];
  for (const _ of numbers) jobs.push(...(await boss.fetch('versions')));
  return ofJobs(jobs);
});
console.log(`five times eight jobs, one by one: in order ${count(single, (seen) => seen === numbers.join())}`);
const batch = await fiveTimes(async () => ofJobs(await boss.fetch('versions', { batchSize: 8 })));
const isWhole = (seen) => sorted(seen) === numbers.join();
console.log(`five times eight jobs, as a batch: in order ${count(batch, (seen) => seen === numbers.join())}, all eight there ${count(batch, isWhole)}`);
const urgent = await fiveTimes(async () => ofJobs(await boss.fetch('versions', { batchSize: 4 })), (n) => n);
const right = count(urgent, (seen) => sorted(seen) === '5,6,7,8');
const isFewer = count(urgent, (seen) => seen.startsWith('8,7,6,5')) < 5;
console.log(`the four of highest priority, as a batch: the right ones ${right}, sorted in fewer than 5: ${isFewer}`);
await boss.stop({ graceful: false });
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
five times eight jobs, one by one: in order 5
five times eight jobs, as a batch: in order 0, all eight there 5
the four of highest priority, as a batch: the right ones 5, sorted in fewer than 5: true
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
