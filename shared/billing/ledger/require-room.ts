import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { asSystem } from '../../../db/tenant.ts';
import { fail } from '../../platform/errors.ts';
import { measureWorkspace } from './measure-workspace.ts';

type Countable = 'documents' | 'stored_bytes' | 'apps';

const told: Record<Countable, (limit: number) => string> = {
  documents: (limit) =>
    `${limit} documents, and they are used up. Delete documents that are no longer needed`,
  stored_bytes: (limit) =>
    `${Math.floor(limit / 1_048_576)} MB for documents, which this would exceed. Delete documents that are no longer needed`,
  apps: (limit) => `${limit} apps, and there are as many`,
};

/**
 * Refuses what the transaction has just added if its workspace's plan has no room for it. Transactions of one
 * workspace take turns here until they end, so the count is exact.
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
  // What the workspace's other apps hold counts as well.
  const measured = (await asSystem(tx, (db) => measureWorkspace(db, workspaceId)))!;
  for (const quota of wanted) {
    const limit = measured[quota];
    if (limit !== null && measured.used[quota] > limit)
      fail(
        'quota_exceeded',
        `The plan ${measured.plan_name} has ${told[quota](limit)}, or ask the operator for a larger plan.`,
        { quota, limit },
      );
  }
}
