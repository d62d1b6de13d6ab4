import type { MailKind } from '../../../shared/contract/mail-kinds.ts';
import type { PersonCall } from '../../call.ts';

/**
 * Sets which mails the calling admin receives about workspaces that have no choice of their own. Mails that wait to be sent
 * follow the new choice.
 */
export async function chooseMails(call: PersonCall, { mails }: { mails: MailKind[] }): Promise<void> {
  await call.db
    .updateTable('admins')
    .set({ mails: [...new Set(mails)] })
    .where('admin_id', '=', call.actor.adminId)
    .execute();
}
