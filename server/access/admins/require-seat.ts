import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** Any number: it names the lock under which seats are counted. */
const SEATS_LOCK = 4_207_314;

/**
 * Refuses one more account or invitation where the seats are taken. Accounts belong to the whole panel, not to a
 * workspace, so the plan with the most seats counts; one without a limit (as the operator's own) lifts it for all.
 * Transactions take turns here until they end, so the count is exact.
 * @param email counts once, however often it is invited
 * @throws quota_exceeded
 */
export async function requireSeat(tx: Db | Tx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SEATS_LOCK}::bigint)`.execute(tx);
  const { rows } = await sql<{ limit: number | null; taken: number }>`
    select (select case when bool_or(seats is null) then null else max(seats) end
        from workspace_terms join workspaces using (workspace_id) where archived_at is null) as limit,
      (select count(*) from (
        select email from admins union select email from admin_invitations where expires_at > now()
      ) given where email <> ${email}) as taken`.execute(tx);
  const { limit, taken } = rows[0]!;
  if (limit !== null && taken >= limit)
    fail(
      'quota_exceeded',
      `The plans of this installation have ${limit} seats at most, and they are taken. Remove an account, withdraw an invitation, or put a workspace on a larger plan.`,
      { quota: 'seats', limit },
    );
}
