// The heartbeat of a process. Once a process is silent, others settle what it left open.
import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { Role } from './config.ts';
import type { Log } from './log.ts';
import { VERSION } from './version.ts';

const BEAT_MS = 5_000;
const PROBE_FILES_MS = 30_000;
/** A process that is silent for this long is considered dead. */
export const SILENT_AFTER_SECONDS = 30;

/** How many processes of the service live. @param except the id of one that does not count */
export async function countLiving(db: Db, except = ''): Promise<number> {
  const { count } = await db
    .selectFrom('processes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('process_id', '<>', except)
    .where('seen_at', '>', sql<Date>`now() - make_interval(secs => ${SILENT_AFTER_SECONDS})`)
    .executeTakeFirstOrThrow();
  return count;
}

type Problems = { database: unknown; files: unknown };

export type Heartbeat = {
  /**
   * Whether this process has had no gap for so long that a silent one must be dead: after the database was away,
   * every process looks dead for a moment.
   */
  isSteady(): boolean;
  /** Sends a heartbeat now, and tries to write a file. @throws if the database does not take it */
  beat(): Promise<void>;
  /** Why the database or the file store takes no writes; undefined: it does. */
  problems(): Problems;
  stop(): Promise<void>;
};

/**
 * Starts the heartbeat.
 * @param roles what this process does
 * @param alone no other process can use this database: what others left is free at once
 * @param readKeys reads which data keys are in use; its time, by the database's clock, is sent with the heartbeat
 * @param oldestMs the age of the oldest answer or model call that this process has in hand
 * @param probeFiles writes to the file store
 */
export async function startHeartbeat(
  db: Db,
  log: Log,
  processId: string,
  roles: ReadonlySet<Role>,
  alone: boolean,
  readKeys: () => Promise<string>,
  oldestMs: () => number,
  probeFiles: () => Promise<void>,
): Promise<Heartbeat> {
  if (alone) await db.deleteFrom('processes').execute();
  const startedAt = new Date();
  // A clock that is set does not matter here; a machine that slept does, and only the wall clock shows that.
  let steadySince = performance.now();
  let lastTick = Date.now();
  const problems: Problems = { database: undefined, files: undefined };
  const keep = (what: keyof Problems, tried: Promise<void>) =>
    tried.then(
      () => void (problems[what] = undefined),
      (error: unknown) => {
        problems[what] = error ?? new Error('failed');
        throw error;
      },
    );
  const send = async () => {
    const readAt = await readKeys();
    // Measured after that time was read: a heartbeat that is late can only make the work look older.
    const oldest = oldestMs() / 1_000;
    await sql`insert into processes (process_id, roles, host, pid, version, started_at, keys_read_at, in_hand_since)
      values (${processId}, ${[...roles]}::text[], ${hostname()}, ${process.pid}, ${VERSION}, ${startedAt}, ${readAt}::timestamptz,
        ${readAt}::timestamptz - make_interval(secs => ${oldest}))
      on conflict (process_id) do update set seen_at = excluded.seen_at, keys_read_at = excluded.keys_read_at,
        in_hand_since = excluded.in_hand_since`.execute(db);
  };
  let probedAt = -Infinity;
  const probe = async () => {
    probedAt = performance.now();
    await keep('files', probeFiles()).catch((error: unknown) =>
      log.error({ err: error as Error }, 'the file store takes no files'),
    );
  };
  await send();
  let beating = false;
  const timer = setInterval(() => {
    if (Math.abs(Date.now() - lastTick) > 3 * BEAT_MS) steadySince = performance.now();
    lastTick = Date.now();
    // One at a time: queued heartbeats would take the connections that answers need.
    if (beating) return;
    beating = true;
    const sent = performance.now();
    if (sent - probedAt > PROBE_FILES_MS) void probe();
    const beaten = keep('database', send()).then(
      () => {
        if (performance.now() - sent > BEAT_MS) steadySince = performance.now();
      },
      (error) => {
        steadySince = performance.now();
        log.warn({ err: error }, 'heartbeat');
      },
    );
    void beaten.finally(() => (beating = false));
  }, BEAT_MS).unref();
  return {
    async beat() {
      await probe();
      await keep('database', send());
    },
    problems: () => ({ ...problems }),
    isSteady: () => alone || performance.now() - steadySince > SILENT_AFTER_SECONDS * 1_000,
    async stop() {
      clearInterval(timer);
      await db.deleteFrom('processes').where('process_id', '=', processId).execute();
    },
  };
}
