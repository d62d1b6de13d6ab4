#!/usr/bin/env bash
# pg-boss 12.38.0 on @electric-sql/pglite 0.5.14. send() with a singletonKey, to a queue that is made at each start of the program.
#
# Guess: of jobs with the same singletonKey, one waits or runs at a time, as in versions up to 9; and createQueue() of a queue that is there
# sets its options, or says that they differ. Seen: in a queue with the default policy, the key does nothing, and each call makes a
# job; it counts with a policy of the queue, or together with singletonSeconds. And createQueue() of a queue that is there does nothing and
# says nothing, so who finds the first thing and adds the policy at the next start has what he had. updateQueue() changes the rest of
# the options, for jobs that are sent from then on; of the policy it says that it cannot.
#
#     singletonKey: job, job
#     singletonKey with singletonSeconds: job, null
#     createQueue() again: policy standard, retryLimit 0; singletonKey: job, job
#     updateQueue(): retryLimit 5, of a job sent before 0; the policy: an error
#     made with the policy: job, null
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
const twice = async (queue, options) => {
  const ids = [await boss.send(queue, {}, options), await boss.send(queue, {}, options)];
  return ids.map((id) => (id ? 'job' : 'null')).join(', ');
};
await boss.createQueue('index', { retryLimit: 0 });
console.log(`singletonKey: ${await twice('index', { singletonKey: 'a' })}`);
console.log(`singletonKey with singletonSeconds: ${await twice('index', { singletonKey: 'b', singletonSeconds: 86_400 })}`);
await boss.createQueue('index', { policy: 'short', retryLimit: 5 });
const queue = await boss.getQueue('index');
console.log(`createQueue() again: policy ${queue.policy}, retryLimit ${queue.retryLimit}; singletonKey: ${await twice('index', { singletonKey: 'c' })}`);
const before = await boss.send('index', {});
await boss.updateQueue('index', { retryLimit: 5 });
const policy = await boss.updateQueue('index', { policy: 'short' }).then(() => 'no error', () => 'an error');
const { retryLimit } = await boss.getQueue('index');
console.log(`updateQueue(): retryLimit ${retryLimit}, of a job sent before ${(await boss.getJobById('index', before)).retryLimit}; the policy: ${policy}`);
await boss.createQueue('short', { policy: 'short' });
console.log(`made with the policy: ${await twice('short', { singletonKey: 'a' })}`);
await boss.stop({ graceful: false });
await database.close();
PROBE

cat >expected.txt <<'EXPECTED'
singletonKey: job, job
singletonKey with singletonSeconds: job, null
createQueue() again: policy standard, retryLimit 0; singletonKey: job, job
updateQueue(): retryLimit 5, of a job sent before 0; the policy: an error
made with the policy: job, null
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
