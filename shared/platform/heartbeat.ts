// A process's sign of life. What a process that died left in hand is settled by the others once it is silent.
import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { Role } from './config.ts';
import type { Log } from './log.ts';
import { VERSION } from './version.ts';

const BEAT_MS = 5_000;
/** A process silent for this long is dead. */
export const SILENT_AFTER_SECONDS = 30;

export type Heartbeat = {
  /** Whether this process has beaten without a gap for so long that whoever is silent must be dead: after the
   * database was away, everybody looks dead for a moment. */
  isSteady(): boolean;
  /** Beats now. */
  beat(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Begins to beat.
 * @param roles what this process does, for those who look whether anybody does it
 * @param alone no other process can live on this database: what others left is free at once
 * @param readKeys learns which keys of apps are in use; up to when, by the database's clock, is told with the beat
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
    // One at a time: beats that pile up would take the connections that answers need.
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
