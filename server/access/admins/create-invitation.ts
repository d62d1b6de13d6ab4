import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { queueMail } from '../../../shared/mail/queue-mail.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { SystemCall } from '../../call.ts';

const INVITATION_DAYS = 7;

/**
 * Invites an address into the team or a workspace, by mail if there is a mail server. An earlier invitation of it to the
 * same place ends. Runs under the lock of a counted seat.
 * @param invitation email: in lower case; workspaceId: null for the team
 * @returns the token for the link, shown once, and whether it is mailed; only a keyed hash of it stays
 */
export async function createInvitation(
  call: SystemCall,
  tx: Tx,
  { email, role, workspaceId }: { email: string; role: Role; workspaceId: string | null },
): Promise<{ token: string; mailed: boolean }> {
  const token = randomBytes(32).toString('base64url');
  await tx
    .deleteFrom('admin_invitations')
    .where('email', '=', email)
    .where(sql<boolean>`workspace_id is not distinct from ${workspaceId}`)
    .execute();
  await tx
    .insertInto('admin_invitations')
    .values({
      invitation_id: newId('inv'),
      email,
      role,
      workspace_id: workspaceId,
      token_hash: hashLink(call, 'invitation', token),
      expires_at: sql<Date>`now() + make_interval(days => ${INVITATION_DAYS})`,
    })
    .execute();
  return { token, mailed: await queueMail(call, tx, 'invitation', { email, token }) };
}
