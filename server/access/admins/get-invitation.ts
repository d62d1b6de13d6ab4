import { sql } from 'kysely';
import type { Role } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { hashInvitation } from './hash-invitation.ts';

/** Whom a link invites. @throws invitation_not_found */
export async function getInvitation(ctx: Context, token: string): Promise<{ email: string; role: Role }> {
  const row = await ctx.db
    .selectFrom('admin_invitations')
    .select(['email', 'role'])
    .where('token_hash', '=', hashInvitation(ctx, token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row ?? fail('invitation_not_found');
}
