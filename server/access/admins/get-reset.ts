import { sql } from 'kysely';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { SystemCall } from '../../call.ts';

/** The person who may choose a new password with a link. The link stays good: mail programs open links, too. @throws reset_not_found */
export async function getReset(call: SystemCall, { token }: { token: string }): Promise<{ email: string }> {
  const row = await call.db
    .selectFrom('password_resets')
    .innerJoin('admins', 'admins.admin_id', 'password_resets.admin_id')
    .select('email')
    .where('token_hash', '=', hashLink(call, 'reset', token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row ?? fail('reset_not_found');
}
