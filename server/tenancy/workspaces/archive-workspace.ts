import { sql } from 'kysely';
import { fail } from '../../../shared/platform/errors.ts';
import { getWorkspace } from './get-workspace.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Archives a workspace with its apps, or restores it. Apps that were archived with it have the same time and are
 * restored with it; others stay archived.
 * @throws workspace_not_found
 */
export async function archiveWorkspace(
  call: AdminCall,
  { workspace_id, archived }: { workspace_id: string; archived: boolean },
) {
  await call.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('workspaces')
      .select(sql<boolean>`archived_at is not null`.as('archived'))
      .where('workspace_id', '=', workspace_id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) fail('workspace_not_found');
    if (row.archived === archived) return;
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
  });
  return getWorkspace(call, { workspace_id });
}
