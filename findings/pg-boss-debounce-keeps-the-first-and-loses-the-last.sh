#!/usr/bin/env bash
# pg-boss 12.38.0 on @electric-sql/pglite 0.5.14. sendDebounced(), as for a document that is saved again and again.
#
# Guess: as with any debounce, the last call is the one that counts: one job, when it has been quiet for that time, with the newest data.
# Seen: the first call makes a job that runs at once, the second one a job for the next slot of time, with the data it was called with, and
# each later one is dropped until that slot is over, told by a null alone. So the state that was saved last is never worked on, unless the
# job reads it itself; its data are older.
#
#     saved 1, 2, 3, 4: job, job, null, null
#     jobs: 1 at once, 2 later
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
await boss.createQueue('saved');
// Slots are hours of the clock: not across the end of one.
const slot = 3600;
const left = slot - ((Date.now() / 1000) % slot);
if (left < 20) await new Promise((resolve) => setTimeout(resolve, (left + 1) * 1000));
const ids = [];
for (const version of [1, 2, 3, 4]) ids.push(await boss.sendDebounced('saved', { version }, null, slot, 'contract.docx'));
console.log(`saved 1, 2, 3, 4: ${ids.map((id) => (id ? 'job' : 'null')).join(', ')}`);
const jobs = (await boss.findJobs('saved')).sort((one, other) => one.data.version - other.data.version);
const when = (job) => (job.startAfter <= new Date() ? 'at once' : 'later');
console.log(`jobs: ${jobs.map((job) => `${job.data.version} ${when(job)}`).join(', ')}`);
await boss.stop({ graceful: false });
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
saved 1, 2, 3, 4: job, job, null, null
jobs: 1 at once, 2 later
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
