import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { allowingOrigins } from './allows-origin.ts';

/** Whether any active key allows the origin. A preflight has no key, so this is all that can be checked. */
export async function someKeyAllows(ctx: Context, origin: string): Promise<boolean> {
  const key = await ctx.db
    .selectFrom('keys')
    .select('key_id')
    .where(sql<boolean>`allowed_origins && ${allowingOrigins(origin)}::text[]`)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', sql<Date>`now()`)]))
    .limit(1)
    .executeTakeFirst();
  return key !== undefined;
}
