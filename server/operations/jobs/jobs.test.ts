import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { demoAppId } from '../../../test/keys.ts';
import { DEAD_LETTERS } from '../../../shared/platform/jobs.ts';
import { discardDeadLetters } from './discard-dead-letters.ts';
import { getJobs } from './get-jobs.ts';
import { retryDeadLetters } from './retry-dead-letters.ts';
import { retryJob } from './retry-job.ts';
import { adminCall } from '../../../test/calls.ts';

let docent: Docent;
let app_id: string;
// No worker: jobs stay where a test puts them.
beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api']) });
  app_id = await demoAppId(docent);
});
afterAll(() => docent.close());

const look = (page = 1) => getJobs(adminCall(docent.ctx), { page });
const queueOf = async (name: string) => (await look()).queues.find((queue) => queue.name === name)!;
const nowhere = '0198c0de-0000-4000-8000-000000000000';

/** Fetches the next job of a queue and fails it for the last time, as a worker does. */
async function failForGood(queue: string): Promise<string> {
  const { boss } = docent.ctx.queue;
  const [job] = await boss.fetch(queue);
  await sql`update pgboss.job set retry_count = retry_limit where id = ${job!.id}::uuid`.execute(
    docent.ctx.db,
  );
  await boss.fail(queue, job!.id, { message: 'the disk was full' });
  return job!.id;
}

test('queues tell their depth and the age of the oldest', async () => {
  await sql`update pgboss.job set start_after = now() - interval '5 minutes' where name = 'read-document'`.execute(
    docent.ctx.db,
  );
  const queue = await queueOf('read-document');
  expect(queue).toMatchObject({ waiting: 3, running: 0, failed: 0, last_ended_at: null });
  expect(Date.now() - Date.parse(queue.oldest_waiting_at!)).toBeGreaterThan(299_000);
  expect((await look()).queues.map(({ name }) => name)).not.toContain(DEAD_LETTERS);
});

test('a dead letter keeps its reason and its ids, and is sent again to the queue it came from', async () => {
  const { db } = docent.ctx;
  await failForGood('read-document');
  const [letter, ...others] = (await look()).dead_letters.jobs;
  expect(others).toEqual([]);
  expect(letter).toMatchObject({ queue: 'read-document', reason: 'the disk was full', ids: { app_id } });
  const { document_id } = letter!.ids;
  await db
    .updateTable('documents')
    .set({ status: 'failed', error: 'Reading failed.' })
    .where('document_id', '=', document_id!)
    .execute();
  expect(await retryDeadLetters(adminCall(docent.ctx), { job_ids: [letter!.job_id] })).toEqual({
    retried: 1,
  });
  const after = await look();
  expect(after.dead_letters).toMatchObject({ jobs: [], total: 0, has_more: false });
  expect(after.failed).toEqual([]);
  expect(await queueOf('read-document')).toMatchObject({ waiting: 3, failed: 1 });
  const document = await db
    .selectFrom('documents')
    .select(['status', 'error'])
    .where('document_id', '=', document_id!)
    .executeTakeFirstOrThrow();
  expect(document).toEqual({ status: 'queued', error: null });
  const again = retryDeadLetters(adminCall(docent.ctx), { job_ids: [letter!.job_id] });
  await expect(again).rejects.toMatchObject({ code: 'job_not_found' });
});

test('dead letters are discarded one by one or all at once, and nothing else is', async () => {
  await failForGood('read-document');
  await failForGood('read-document');
  const { jobs } = (await look()).dead_letters;
  expect(jobs).toHaveLength(2);
  expect(await discardDeadLetters(adminCall(docent.ctx), { job_ids: [jobs[0]!.job_id] })).toEqual({
    discarded: 1,
  });
  const again = discardDeadLetters(adminCall(docent.ctx), { job_ids: [jobs[0]!.job_id] });
  await expect(again).rejects.toMatchObject({ code: 'job_not_found' });
  expect(await discardDeadLetters(adminCall(docent.ctx), {})).toEqual({ discarded: 1 });
  expect(await discardDeadLetters(adminCall(docent.ctx), {})).toEqual({ discarded: 0 });
  expect(await queueOf('read-document')).toMatchObject({ waiting: 1 });
});

test('a failed scheduled run is shown with its reason and can be run again', async () => {
  const { boss } = docent.ctx.queue;
  await boss.send('sweep-blobs', {});
  const id = await failForGood('sweep-blobs');
  const [failed] = (await look()).failed;
  expect(failed).toMatchObject({ job_id: id, queue: 'sweep-blobs', reason: 'the disk was full', ids: {} });
  const elsewhere = retryJob(adminCall(docent.ctx), { queue: 'read-document', job_id: id });
  await expect(elsewhere).rejects.toMatchObject({ code: 'job_not_found' });
  expect(await retryJob(adminCall(docent.ctx), { queue: 'sweep-blobs', job_id: id })).toEqual({ retried: 1 });
  expect((await look()).failed).toEqual([]);
  expect(await queueOf('sweep-blobs')).toMatchObject({ waiting: 1 });
  const unknown = retryJob(adminCall(docent.ctx), { queue: 'sweep-blobs', job_id: nowhere });
  await expect(unknown).rejects.toMatchObject({ code: 'job_not_found' });
});

test('a running job and one between two attempts are shown, the latter with when it goes on', async () => {
  const { boss } = docent.ctx.queue;
  const [job] = await boss.fetch('read-document');
  expect((await look()).running).toMatchObject([
    { job_id: job!.id, attempt: 1, attempts: 4, ids: { app_id, document_id: expect.any(String) } },
  ]);
  await boss.fail('read-document', job!.id, { message: 'model server away' });
  const { running, retrying } = await look();
  expect(running).toEqual([]);
  expect(retrying).toMatchObject([{ job_id: job!.id, reason: 'model server away' }]);
  expect(Date.parse(retrying[0]!.start_after)).toBeGreaterThan(Date.now() - 1000);
});

test('with a worker, a retried dead letter makes its document ready, and the schedules show their runs', async () => {
  const working = await startDocent();
  const { ctx } = working;
  try {
    const { document_id, ingest_attempt } = await ctx.db
      .selectFrom('documents')
      .select(['document_id', 'ingest_attempt'])
      .where('name', '=', 'outage-playbook.md')
      .executeTakeFirstOrThrow();
    await ctx.db
      .updateTable('documents')
      .set({ status: 'failed', error: 'Embedding failed.' })
      .where('document_id', '=', document_id)
      .execute();
    const data = { app_id: await demoAppId(working), document_id, attempt: ingest_attempt };
    await sql`insert into pgboss.job (name, data, source_name, policy)
      values (${DEAD_LETTERS}, ${JSON.stringify(data)}::jsonb, 'embed-chunks', 'standard')`.execute(ctx.db);
    expect(await retryDeadLetters(adminCall(ctx), {})).toEqual({ retried: 1 });
    await until('the document', async () => {
      const row = await ctx.db
        .selectFrom('documents')
        .select('status')
        .where('document_id', '=', document_id)
        .executeTakeFirstOrThrow();
      return row.status === 'ready';
    });
    const { schedules } = await getJobs(adminCall(ctx), { page: 1 });
    expect(schedules.map(({ queue }) => queue)).toEqual(
      expect.arrayContaining(['maintain-database', 'settle-abandoned', 'sweep-blobs']),
    );
    for (const { next_run_at } of schedules) expect(Date.parse(next_run_at!)).toBeGreaterThan(Date.now());
    await ctx.queue.boss.send('maintain-database', {});
    await until('a run', async () => {
      const { schedules } = await getJobs(adminCall(ctx), { page: 1 });
      return schedules.find(({ queue }) => queue === 'maintain-database')!.last_run?.state === 'completed';
    });
  } finally {
    await working.close();
  }
});
