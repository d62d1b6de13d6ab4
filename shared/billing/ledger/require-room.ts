import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { asSystem } from '../../../db/tenant.ts';
import { fail } from '../../platform/errors.ts';
import { measureWorkspace } from './measure-workspace.ts';

type Countable = 'documents' | 'stored_bytes' | 'apps';

const reasons: Record<Countable, (limit: number) => string> = {
  documents: (limit) => `${limit} documents and all are in use. Delete documents you no longer need`,
  stored_bytes: (limit) =>
    `${Math.floor(limit / 1_048_576)} MB for documents, which this would exceed. Delete documents you no longer need`,
  apps: (limit) => `${limit} apps and all are in use. Erase an app you no longer need`,
};

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
    if (limit !== null && measured.used[quota] > limit)
      fail(
        'quota_exceeded',
        `The ${measured.plan_name} plan includes ${reasons[quota](limit)}, or ask the operator for a larger plan.`,
        { quota, limit },
      );
  }
}
