import { sql } from 'kysely';
import { recordFee } from '../../../shared/billing/invoices/record-fee.ts';
import { getWorkspace } from './get-workspace.ts';
import { lockWorkspace } from '../../../shared/tenancy/lock-workspace.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Archives a workspace with its apps, or restores it. Apps that were archived with it have the same time and are
 * restored with it; others stay archived. No fee is owed while it is archived.
 * @throws workspace_not_found, workspace_erased
 */
export async function archiveWorkspace(
  call: AdminCall,
  { workspace_id, archived }: { workspace_id: string; archived: boolean },
) {
  await call.db.transaction().execute(async (tx) => {
    const row = await lockWorkspace(tx, workspace_id);
    if (Boolean(row.archived_at) === archived) return;
    // now() is the same throughout the transaction.
    const archived_at = archived ? sql<Date>`now()` : null;
    await tx
      .updateTable('apps')
      .set({ archived_at })
      .where('workspace_id', '=', workspace_id)
      .where(({ eb, selectFrom }) =>
        eb(
          'archived_at',
          'is not distinct from',
          selectFrom('workspaces').select('archived_at').where('workspace_id', '=', workspace_id),
        ),
      )
      .execute();
    await tx
      .updateTable('workspaces')
      .set({ archived_at })
      .where('workspace_id', '=', workspace_id)
      .execute();
    await recordFee(tx, workspace_id, { changedBy: call.actor.email });
  });
  return getWorkspace(call, { workspace_id });
}
