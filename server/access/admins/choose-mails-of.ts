import type { MailKind } from '../../../shared/contract/mail-kinds.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { PersonCall } from '../../call.ts';

/**
 * Sets which mails about one workspace its calling member receives; null: as they have chosen for all. Mails that wait to
 * be sent follow the new choice.
 * @throws workspace_not_found, also for a workspace that somebody of the team is no member of
 */
export async function chooseMailsOf(
  call: PersonCall,
  { workspace_id, mails }: { workspace_id: string; mails: MailKind[] | null },
): Promise<void> {
  const { numUpdatedRows } = await call.db
    .updateTable('workspace_members')
    .set({ mails: mails && [...new Set(mails)] })
    .where('workspace_id', '=', workspace_id)
    .where('admin_id', '=', call.actor.adminId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) fail('workspace_not_found');
}
