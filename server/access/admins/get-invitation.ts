import { sql } from 'kysely';
import type { Role } from '../../../shared/contract/index.ts';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { SystemCall } from '../../call.ts';

/** The person that a link invites. @throws invitation_not_found */
export async function getInvitation(
  call: SystemCall,
  { token }: { token: string },
): Promise<{ email: string; role: Role }> {
  const row = await call.db
    .selectFrom('admin_invitations')
    .select(['email', 'role'])
    .where('token_hash', '=', hashLink(call, 'invitation', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row ?? fail('invitation_not_found');
}
