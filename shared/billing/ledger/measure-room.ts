import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { asSystem } from '../../../db/tenant.ts';
import { measureHeld, measureWorkspace } from './measure-workspace.ts';
import { refuseRoom, type Countable } from './refuse-room.ts';

/**
 * Measures what the other apps of a workspace use, before a transaction adds something to one app. Until the transaction ends,
 * no other can add to the workspace, so the count is exact. Call it before you write anything: other apps are read as the
 * service itself, and Citus refuses that in a transaction in which the app has written.
 * @returns a function to call after everything was added; it throws quota_exceeded if that is more than the plan includes
 */
export async function measureRoom(
  tx: Tx,
  { appId, workspaceId }: { appId: string; workspaceId: string },
  wanted: Countable[],
): Promise<() => Promise<void>> {
  const terms = await tx
    .selectFrom('workspace_terms')
    .select(wanted)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  if (wanted.every((measure) => terms[measure] === null)) return async () => {};
  await sql`select pg_advisory_xact_lock(hashtextextended(${workspaceId}, 5))`.execute(tx);
  const others = (await asSystem(tx, (db) => measureWorkspace(db, workspaceId, { without: appId })))!;
  return async () => {
    const own = await measureHeld(tx, sql`a.app_id = ${appId}`);
    for (const quota of wanted) {
      const limit = others[quota];
      if (limit !== null && others.used[quota] + own[quota] > limit) refuseRoom(others, quota);
    }
  };
}
