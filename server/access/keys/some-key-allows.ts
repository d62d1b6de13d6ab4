import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { allowingOrigins } from './allows-origin.ts';

/** Whether any active key allows the origin. A preflight has no key, so this is all that can be checked. */
export async function someKeyAllows(ctx: Context, origin: string): Promise<boolean> {
  const { rows } = await sql<{ allowed: boolean }>`
    select exists (
      select from keys where allowed_origins && ${allowingOrigins(origin)}::text[]
        and revoked_at is null and (expires_at is null or expires_at > now())
    ) as allowed`.execute(ctx.db);
  return rows[0]?.allowed ?? false;
}
