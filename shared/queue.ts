import { PgBoss, fromKysely, fromPglite, type ConstructorOptions } from 'pg-boss';
import type { Connection } from '../db/connect.ts';
import type { Db, Tx } from '../db/database.ts';
import { DEAD_LETTERS, jobs, type JobDefinition, type JobName, type JobPayload } from './jobs.ts';
import type { Log } from './log.ts';

export type Queue = {
  /** Enqueues a job inside the transaction that needs it: both happen, or neither. */
  send<N extends JobName>(tx: Tx | Db, name: N, payload: JobPayload<N>): Promise<void>;
  boss: PgBoss;
  close(): Promise<void>;
};

/**
 * Opens the job queue, pg-boss on the service's own database.
 * @param options work: this process also runs jobs (it then supervises the queues and keeps the timetable)
 */
export async function openQueue(
  connection: Connection,
  log: Log,
  options: { work: boolean },
): Promise<Queue> {
  const { engine } = connection;
  const reach: ConstructorOptions =
    engine.kind === 'embedded'
      ? { db: fromPglite(engine.postgres), backend: 'pglite' }
      : { connectionString: engine.url, max: options.work ? 4 : 1, application_name: 'docent-jobs' };
  const boss = new PgBoss({
    ...reach,
    useListenNotify: options.work,
    supervise: options.work,
    schedule: options.work,
    registerInstance: options.work,
    // The engine's own reindexing is CONCURRENTLY, which one embedded session cannot do.
    reindex: engine.kind !== 'embedded',
    monitorVacuum: engine.kind !== 'embedded',
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));
  await boss.start();
  await createQueues(boss, options.work);
  return {
    boss,
    send: async (tx, name, payload) => {
      await boss.send(name, payload, { db: fromKysely(tx) });
    },
    close: () => boss.stop({ graceful: options.work, timeout: 4_000 }),
  };
}

async function createQueues(boss: PgBoss, schedule: boolean): Promise<void> {
  const existing = new Set((await boss.getQueues()).map((queue) => queue.name));
  if (!existing.has(DEAD_LETTERS)) await boss.createQueue(DEAD_LETTERS, { retentionSeconds: 90 * 86_400 });
  for (const [name, job] of Object.entries(jobs) as [JobName, JobDefinition][]) {
    const settings = {
      retryLimit: job.retries,
      retryBackoff: true,
      retryDelay: 2,
      retryDelayMax: 300,
      expireInSeconds: job.expireInSeconds,
      ...(!job.cron && { deadLetter: DEAD_LETTERS }),
      notify: true,
    };
    if (!existing.has(name))
      await boss.createQueue(name, { ...settings, policy: job.cron ? 'stately' : 'standard' });
    else if (schedule) await boss.updateQueue(name, settings);
    if (schedule && job.cron) await boss.schedule(name, job.cron, {});
  }
}
