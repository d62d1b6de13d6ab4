import { fail } from '../../../shared/platform/errors.ts';
import { removeMembers } from '../../../shared/tenancy/remove-members.ts';
import type { WorkspaceCall } from '../../call.ts';
import { keepAMember, NOT_FOUND } from './change-member.ts';

/**
 * Removes someone from the workspace. Who is nothing else here loses the account with its logins.
 * @throws admin_not_found, last_owner
 */
export async function removeMember(call: WorkspaceCall, { admin_id }: { admin_id: string }): Promise<void> {
  await call.db.transaction().execute(async (tx) => {
    await keepAMember(call, tx, admin_id);
    const removed = await removeMembers(tx, call.workspaceId, admin_id);
    if (removed === 0) fail('admin_not_found', NOT_FOUND);
  });
}
