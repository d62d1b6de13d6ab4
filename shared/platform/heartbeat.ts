// The heartbeat of a process. Once a process is silent, others settle what it left open.
import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { Role } from './config.ts';
import type { Log } from './log.ts';
import { VERSION } from './version.ts';

const BEAT_MS = 5_000;
/** A process that is silent for this long is considered dead. */
export const SILENT_AFTER_SECONDS = 30;

export type Heartbeat = {
  /**
   * Whether this process has had no gap for so long that a silent one must be dead: after the database was away,
   * every process looks dead for a moment.
   */
  isSteady(): boolean;
  /** Sends a heartbeat now. */
  beat(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts the heartbeat.
 * @param roles what this process does
 * @param alone no other process can use this database: what others left is free at once
 * @param readKeys reads which data keys are in use; its time, by the database's clock, is sent with the heartbeat
 */
export async function startHeartbeat(
  db: Db,
  log: Log,
  processId: string,
  roles: ReadonlySet<Role>,
  alone: boolean,
  readKeys: () => Promise<string>,
): Promise<Heartbeat> {
  if (alone) await db.deleteFrom('processes').execute();
  const startedAt = new Date();
  let steadySince = Date.now();
  const beat = async () => {
    const readAt = await readKeys();
    await sql`insert into processes (process_id, roles, host, pid, version, started_at, keys_read_at)
      values (${processId}, ${[...roles]}::text[], ${hostname()}, ${process.pid}, ${VERSION}, ${startedAt}, ${readAt}::timestamptz)
      on conflict (process_id) do update set seen_at = now(), keys_read_at = excluded.keys_read_at`.execute(
      db,
    );
  };
  await beat();
  let beating = false;
  const timer = setInterval(() => {
    // One at a time: queued heartbeats would take the connections that answers need.
    if (beating) return;
    beating = true;
    const sent = Date.now();
    const beaten = beat().then(
      () => {
        if (Date.now() - sent > BEAT_MS) steadySince = Date.now();
      },
      (error) => {
        steadySince = Date.now();
        log.warn({ err: error }, 'heartbeat');
      },
    );
    void beaten.finally(() => (beating = false));
  }, BEAT_MS).unref();
  return {
    beat,
    isSteady: () => alone || Date.now() - steadySince > SILENT_AFTER_SECONDS * 1_000,
    async stop() {
      clearInterval(timer);
      await db.deleteFrom('processes').where('process_id', '=', processId).execute();
    },
  };
}
