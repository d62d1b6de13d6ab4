import type { Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { WorkspaceCall } from '../../call.ts';

/** Changes the role of a member of the workspace. Takes effect in all logins at once. @throws admin_not_found, last_owner */
export async function changeMember(
  call: WorkspaceCall,
  input: { admin_id: string; role: Role },
): Promise<void> {
  await call.db.transaction().execute(async (tx) => {
    if (input.role !== 'owner') await keepAMember(call, tx, input.admin_id);
    const changed = await tx
      .updateTable('workspace_members')
      .set({ role: input.role })
      .where('workspace_id', '=', call.workspaceId)
      .where('admin_id', '=', input.admin_id)
      .returning('admin_id')
      .executeTakeFirst();
    if (!changed) fail('admin_not_found', NOT_FOUND);
  });
}

export const NOT_FOUND = 'There is no member with this id in this workspace.';

/** The last owner stays, as long as no one of the team decides otherwise: the team can always invite another. */
export async function keepAMember(
  { workspaceId, ofTeam }: Pick<WorkspaceCall, 'workspaceId' | 'ofTeam'>,
  tx: Tx,
  leaving: string,
): Promise<void> {
  const owners = await tx
    .selectFrom('workspace_members')
    .select('admin_id')
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'owner')
    .orderBy('admin_id')
    .forUpdate()
    .execute();
  if (!ofTeam && owners.length === 1 && owners[0]!.admin_id === leaving)
    fail('last_owner', 'The workspace needs at least one owner. Make someone else an owner first.');
}
