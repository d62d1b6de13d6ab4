// The jobs of the clock, run at once: what they do must not depend on the minute at which the suites happen to run.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobs, type JobName } from '../shared/platform/jobs.ts';
import { bearer, newAppWithKey } from './keys.ts';
import { startDocent, type Docent } from './harness.ts';
import { until } from './until.ts';

const ofTheClock = (Object.keys(jobs) as JobName[]).filter((name) => 'cron' in jobs[name]);

let docent: Docent;
beforeAll(async () => {
  docent = await startDocent();
});
afterAll(() => docent.close());

/** Runs a job of the clock now, and says how it ended. */
async function run(name: JobName): Promise<string> {
  const { db, queue } = docent.ctx;
  const { rows } = await sql<{ last: Date }>`select clock_timestamp() as last`.execute(db);
  await db.transaction().execute((tx) => queue.send(tx, name, {}));
  return until(name, async () => {
    const ended = await sql<{ state: string }>`
      select state from pgboss.job
      where name = ${name} and completed_on >= ${rows[0]!.last} and state in ('completed', 'failed')`.execute(
      db,
    );
    return ended.rows[0]?.state;
  });
}

test('each ends well on a new installation', async () => {
  expect(ofTheClock.length).toBeGreaterThan(15);
  const ends: Record<string, string> = {};
  for (const name of ofTheClock) ends[name] = await run(name);
  expect(ends).toEqual(Object.fromEntries(ofTheClock.map((name) => [name, 'completed'])));
});

test('an erasure that lost its job gets another one, and its receipt', async () => {
  const { db } = docent.ctx;
  const key = await newAppWithKey(docent);
  const headers = bearer(key.secret);
  const requested = await docent.api('/erasures', { json: { end_user_id: 'nobody' }, headers });
  const { erasure_id } = ((await requested.json()) as { erasure: { erasure_id: string } }).erasure;
  const erasure = () =>
    db
      .selectFrom('erasures')
      .select(['status', 'receipt'])
      .where('erasure_id', '=', erasure_id)
      .executeTakeFirstOrThrow();
  const completed = () =>
    until('the receipt', async () => {
      const { status, receipt } = await erasure();
      return status === 'completed' && receipt;
    });
  await completed();
  await sql`delete from pgboss.job where data->>'erasure_id' = ${erasure_id}`.execute(db);
  await db
    .updateTable('erasures')
    .set({ status: 'running', receipt: null, completed_at: null })
    .where('erasure_id', '=', erasure_id)
    .execute();

  expect(await run('resume-erasures')).toBe('completed');

  expect(await completed()).toBeTruthy();
});
