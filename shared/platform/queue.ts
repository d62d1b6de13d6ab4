import { PgBoss, fromKysely, fromPglite, type ConstructorOptions } from 'pg-boss';
import type { Connection } from '../../db/connect.ts';
import type { Db, Tx } from '../../db/database.ts';
import { asSystem } from '../../db/tenant.ts';
import { DEAD_LETTERS, jobs, type JobDefinition, type JobName, type JobPayload } from './jobs.ts';
import type { Log } from './log.ts';

export type Queue = {
  /** Enqueues a job inside the transaction that needs it: both happen, or neither. */
  send<N extends JobName>(tx: Tx | Db, name: N, payload: JobPayload<N>): Promise<void>;
  boss: PgBoss;
  /** No other process can run jobs of this queue. */
  alone: boolean;
  close(): Promise<void>;
};

/** Jobs are told to stop before the queue is closed; what does not listen is run again. */
const STOP_WITHIN_MS = 1_000;

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
    superviseIntervalSeconds: 30,
    monitorIntervalSeconds: 30,
    // The engine's own reindexing is CONCURRENTLY, which one embedded session cannot do.
    reindex: engine.kind !== 'embedded',
    monitorVacuum: engine.kind !== 'embedded',
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));
  await boss.start();
  await createQueues(boss, options.work);
  return {
    boss,
    alone: engine.kind === 'embedded',
    send: async (tx, name, payload) => {
      // The queue is the service's own: an app's statements do not see it.
      await asSystem(tx, (db) => boss.send(name, payload, { db: fromKysely(db as Tx) }));
    },
    close: () => boss.stop({ graceful: options.work, timeout: STOP_WITHIN_MS }),
  };
}

async function createQueues(boss: PgBoss, schedule: boolean): Promise<void> {
  const existing = new Set((await boss.getQueues()).map((queue) => queue.name));
  if (!existing.has(DEAD_LETTERS)) await boss.createQueue(DEAD_LETTERS, { retentionSeconds: 90 * 86_400 });
  for (const [name, job] of Object.entries(jobs) as [JobName, JobDefinition][]) {
    const settings = {
      retryLimit: job.retries,
      retryBackoff: true,
      retryDelay: job.retryDelay ?? 2,
      retryDelayMax: job.longestRetryDelay ?? 300,
      expireInSeconds: job.expireInSeconds,
      // A timetable's job that died with its process is dropped soon, since it holds up the next; others are put back
      // by the worker before pg-boss would count an attempt against them.
      heartbeatSeconds: job.cron ? 30 : 120,
      ...(!job.cron && { deadLetter: DEAD_LETTERS }),
      notify: true,
    };
    if (!existing.has(name))
      await boss.createQueue(name, { ...settings, policy: job.cron ? 'stately' : 'standard' });
    else if (schedule) await boss.updateQueue(name, settings);
    if (schedule && job.cron) await boss.schedule(name, job.cron, {});
  }
}
