import { sql } from 'kysely';
import type { z } from 'zod';
import type { panel } from '../../../shared/contract/index.ts';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { SystemCall } from '../../call.ts';
import type { Login } from './find-login.ts';

/** The person that a link invites, and to what. @throws invitation_not_found */
export async function getInvitation(
  call: SystemCall & { login?: Login | null | undefined },
  { token }: { token: string },
): Promise<z.output<typeof panel.getInvitation.output>> {
  const row = await call.db
    .selectFrom('admin_invitations')
    .leftJoin('workspaces', 'workspaces.workspace_id', 'admin_invitations.workspace_id')
    .leftJoin('admins', 'admins.email', 'admin_invitations.email')
    .select(['admin_invitations.email', 'admin_invitations.role', 'workspaces.name as workspace', 'admin_id'])
    .where('token_hash', '=', hashLink(call, 'invitation', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (!row) fail('invitation_not_found');
  const { admin_id, ...invitation } = row;
  const { login } = call;
  const isSignedIn = login?.stage === 'open' && login.admin.adminId === admin_id;
  return { ...invitation, account: admin_id === null ? 'none' : isSignedIn ? 'signed_in' : 'signed_out' };
}
