import { PgBoss, fromKysely, fromPglite, type ConstructorOptions } from 'pg-boss';
import { isPooled, type Connection } from '../../db/connect.ts';
import type { Db, Tx } from '../../db/database.ts';
import { commitTogether } from '../../db/distribution/commit-together.ts';
import { asSystem } from '../../db/tenant.ts';
import { DEAD_LETTERS, jobs, type JobDefinition, type JobName, type JobPayload } from './jobs.ts';
import type { Log } from './log.ts';

export type Queue = {
  /** Enqueues a job inside the transaction that needs it. */
  send<N extends JobName>(
    tx: Tx | Db,
    name: N,
    payload: JobPayload<N>,
    options?: { notBefore?: Date },
  ): Promise<void>;
  /** Enqueues many. `small`: they may run together with others. */
  sendAll<N extends JobName>(
    tx: Tx | Db,
    name: N,
    jobs: { payload: JobPayload<N>; small: boolean }[],
  ): Promise<void>;
  boss: PgBoss;
  /** Whether no other process can run jobs of this queue. */
  alone: boolean;
  close(): Promise<void>;
};

/** The priority of small jobs. Workers take them by it, so that they do not wait for large ones. */
export const SMALL = 1;

/** Running jobs are aborted before the queue is closed. A job that does not stop is run again. */
const STOP_WITHIN_MS = 1_000;

/**
 * Opens the job queue: pg-boss on the service's database.
 * @param options work: this process also runs jobs, supervises the queues and keeps the schedules
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
      : {
          connectionString: engine.directUrl ?? engine.url,
          max: options.work ? 4 : 1,
          application_name: 'docent-jobs',
        };
  // A pooler forgets who listens: then jobs are looked for, every 2 s.
  const listens =
    options.work &&
    (engine.kind === 'embedded' || engine.directUrl !== undefined || !(await isPooled(engine.pool)));
  const boss = new PgBoss({
    ...reach,
    useListenNotify: listens,
    supervise: options.work,
    schedule: options.work,
    registerInstance: options.work,
    superviseIntervalSeconds: 30,
    monitorIntervalSeconds: 30,
    // pg-boss reindexes CONCURRENTLY, which one embedded session cannot do.
    reindex: engine.kind !== 'embedded',
    monitorVacuum: engine.kind !== 'embedded',
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));
  await boss.start();
  await createQueues(boss, options.work);
  return {
    boss,
    alone: engine.kind === 'embedded',
    send: async (tx, name, payload, { notBefore } = {}) => {
      // The queue belongs to the service: an app's statements cannot see it.
      await asSystem(tx, async (db) => {
        await commitTogether(connection, db);
        await boss.send(name, payload, { db: fromKysely(db), ...(notBefore && { startAfter: notBefore }) });
      });
    },
    sendAll: async (tx, name, jobs) => {
      if (jobs.length === 0) return;
      const rows = jobs.map(({ payload, small }) => ({ data: payload, priority: small ? SMALL : 0 }));
      await asSystem(tx, async (db) => {
        await commitTogether(connection, db);
        await boss.insert(name, rows, { db: fromKysely(db) });
      });
    },
    close: () => boss.stop({ graceful: options.work, timeout: STOP_WITHIN_MS }),
  };
}

/** Only what is missing or differs is written: a start is mostly a restart. */
async function createQueues(boss: PgBoss, schedule: boolean): Promise<void> {
  const queues = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  const crons = new Map(
    schedule ? (await boss.getSchedules()).map(({ name, cron }) => [name, cron]) : undefined,
  );
  if (!queues.has(DEAD_LETTERS)) await boss.createQueue(DEAD_LETTERS, { retentionSeconds: 90 * 86_400 });
  for (const [name, job] of Object.entries(jobs) as [JobName, JobDefinition][]) {
    const settings = {
      retryLimit: job.retries,
      retryBackoff: true,
      retryDelay: job.retryDelay ?? 2,
      retryDelayMax: job.longestRetryDelay ?? 300,
      expireInSeconds: job.expireInSeconds,
      // A scheduled job that died with its process is dropped soon, because it blocks the next. Other jobs are put
      // back by the worker before pg-boss counts an attempt.
      heartbeatSeconds: job.cron ? 30 : 120,
      ...(!job.cron && { deadLetter: DEAD_LETTERS }),
      notify: true,
    };
    const queue = queues.get(name);
    if (!queue) await boss.createQueue(name, { ...settings, policy: job.cron ? 'stately' : 'standard' });
    else if (schedule && differs(queue, settings)) await boss.updateQueue(name, settings);
    if (schedule && job.cron && crons.get(name) !== job.cron) await boss.schedule(name, job.cron, {});
  }
}

const differs = (found: object, wanted: object): boolean =>
  Object.entries(wanted).some(([name, value]) => found[name as keyof typeof found] !== value);
