import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { fail } from '../../../shared/platform/errors.ts';

/** Any number: the id of the lock for counting seats. */
const SEATS_LOCK = 4_207_314;

/**
 * Refuses another account or invitation of the team if all seats are taken. The team belongs to no workspace, so the plan
 * with the most seats counts; a plan without a limit (the operator's own) lifts it for all. Runs under a lock, so the
 * count is exact.
 * @param email counts once, however often it is invited
 * @throws quota_exceeded
 */
export async function requireSeat(tx: Db | Tx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SEATS_LOCK}::bigint)`.execute(tx);
  const { rows } = await sql<{ limit: number | null; taken: number }>`
    select (select case when bool_or(seats is null) then null else max(seats) end
        from workspace_terms join workspaces using (workspace_id) where archived_at is null) as limit,
      (select count(*) from (
        select email from admins where role is not null
        union select email from admin_invitations where expires_at > now() and workspace_id is null
      ) given where email <> ${email}) as taken`.execute(tx);
  const { limit, taken } = rows[0]!;
  if (limit !== null && taken >= limit)
    fail(
      'quota_exceeded',
      `All ${limit} seats of this installation's plans are in use. Remove an account, withdraw an invitation, or change to a larger plan.`,
      { quota: 'seats', limit },
    );
}

/** The same for people of one workspace, whom its own plan limits. @throws quota_exceeded */
export async function requireSeatIn(tx: Db | Tx, workspaceId: string, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SEATS_LOCK}::bigint)`.execute(tx);
  const { rows } = await sql<{ limit: number | null; taken: number }>`
    select (select seats from workspace_terms where workspace_id = ${workspaceId}) as limit,
      (select count(*) from (
        select email from workspace_members join admins using (admin_id) where workspace_id = ${workspaceId}
        union select email from admin_invitations where expires_at > now() and workspace_id = ${workspaceId}
      ) given where email <> ${email}) as taken`.execute(tx);
  const { limit, taken } = rows[0]!;
  if (limit !== null && taken >= limit)
    fail(
      'quota_exceeded',
      `All ${limit} seats of this workspace's plan are in use. Remove a member, withdraw an invitation, or change to a larger plan.`,
      { quota: 'seats', limit },
    );
}
