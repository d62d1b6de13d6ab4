#!/usr/bin/env bash
# pg-boss 12.38.0 on @electric-sql/pglite 0.5.14. A queue with the policy `stately`, whose jobs may be tried again five times.
#
# Guess: `stately` says how many jobs of a key may wait and how many may run; a job that fails waits for its next try, whatever the others
# do. Seen: it may not wait where another one does. When a job has failed once and waits, and the next one of its key fails too, as
# happens while a model server is down, that one is `failed` at its first try and goes to the dead letter queue, with none of its five
# retries used. With `short` and `singleton`, of which `stately` is said to be the combination, it is tried again.
#
#     short: first retry, 0 of 5 used; second retry, 0 of 5 used; dead letters 0
#     singleton: first retry, 0 of 5 used; second retry, 0 of 5 used; dead letters 0
#     stately: first retry, 0 of 5 used; second failed, 0 of 5 used; dead letters 1
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
for (const policy of ['short', 'singleton', 'stately']) {
  await boss.createQueue(`dead-${policy}`);
  await boss.createQueue(policy, { policy, retryLimit: 5, retryDelay: 60, deadLetter: `dead-${policy}` });
  const seen = [];
  for (const name of ['first', 'second']) {
    const id = await boss.send(policy, { name }, { singletonKey: 'document 1' });
    const [job] = await boss.fetch(policy);
    await boss.fail(policy, job.id, new Error('the model server is down'));
    seen.push([name, id]);
  }
  const states = [];
  for (const [name, id] of seen) {
    const [{ state, retryCount }] = await boss.findJobs(policy, { id });
    states.push(`${name} ${state}, ${retryCount} of 5 used`);
  }
  const dead = await boss.findJobs(`dead-${policy}`);
  console.log(`${policy}: ${states.join('; ')}; dead letters ${dead.length}`);
}
await boss.stop();
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
short: first retry, 0 of 5 used; second retry, 0 of 5 used; dead letters 0
singleton: first retry, 0 of 5 used; second retry, 0 of 5 used; dead letters 0
stately: first retry, 0 of 5 used; second failed, 0 of 5 used; dead letters 1
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
