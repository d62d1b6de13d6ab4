import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { asSystem } from '../../../db/tenant.ts';
import { measureWorkspace } from './measure-workspace.ts';
import { refuseRoom, type Countable } from './refuse-room.ts';

/**
 * Refuses what the transaction has just added if it exceeds the quota of the workspace's plan. Runs under a lock per
 * workspace, so the count is exact.
 * @throws quota_exceeded
 */
export async function requireRoom(tx: Tx, workspaceId: string, wanted: Countable[]): Promise<void> {
  const terms = await tx
    .selectFrom('workspace_terms')
    .select(wanted)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  if (wanted.every((measure) => terms[measure] === null)) return;
  await sql`select pg_advisory_xact_lock(hashtextextended(${workspaceId}, 5))`.execute(tx);
  // The workspace's other apps count too.
  const measured = (await asSystem(tx, (db) => measureWorkspace(db, workspaceId)))!;
  for (const quota of wanted) {
    const limit = measured[quota];
    if (limit !== null && measured.used[quota] > limit) refuseRoom(measured, quota);
  }
}
