import { sql, type RawBuilder } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { WorkspaceTermsView } from '../../../db/tables/plans.ts';

export const measures = ['messages', 'documents', 'stored_bytes', 'seats', 'apps'] as const;
type Measure = (typeof measures)[number];

export type Measured = Pick<
  WorkspaceTermsView,
  'workspace_id' | 'name' | 'plan' | 'plan_name' | 'fee' | Measure
> & {
  /** First day of the month in the workspace's time zone. */
  month: string;
  /** `people`: accounts and open invitations of this workspace alone. */
  used: Record<Measure | 'people', number>;
};

/**
 * The terms of a workspace's plan and their exact usage. Seats are the accounts and open invitations of the team, which
 * every workspace counts, or of the workspace alone, whichever are more.
 * @param options without: an app whose own use is left out
 */
export async function measureWorkspace(
  db: Db | Tx,
  workspaceId: string,
  { without }: { without?: string } = {},
): Promise<Measured | undefined> {
  const { rows } = await sql<Measured>`
    select workspace_id, name, plan, plan_name, fee::text as fee, messages, documents, stored_bytes, seats, apps, month,
      json_build_object(
        'messages', (select coalesce(sum(c.messages), 0) from message_counts c
          where c.workspace_id = terms.workspace_id and c.month = terms.month),
        'seats', greatest(people.count, (select count(*) from (select email from admins where role is not null
          union select email from admin_invitations where expires_at > now() and workspace_id is null) held)),
        'people', people.count
      ) as used
    from (
      select *, date_trunc('month', now() at time zone time_zone)::date as month from workspace_terms
    ) terms
    cross join lateral (
      select count(*) as count from (
        select email from workspace_members m join admins using (admin_id) where m.workspace_id = terms.workspace_id
        union select email from admin_invitations i where expires_at > now() and i.workspace_id = terms.workspace_id
      ) held
    ) people
    where workspace_id = ${workspaceId}`.execute(db);
  const measured = rows[0];
  if (!measured) return undefined;
  const others = without === undefined ? sql`` : sql`and a.app_id <> ${without}`;
  const held = await measureHeld(db, sql`a.workspace_id = ${workspaceId} ${others}`);
  return { ...measured, used: { ...measured.used, ...held } };
}

type Held = { apps: number; documents: number; stored_bytes: number };

/** What some apps use at the moment. @param which a condition on `apps`, named `a` */
export async function measureHeld(db: Db | Tx, which: RawBuilder<unknown>): Promise<Held> {
  // A document that is being replaced counts with its larger version: either may stay.
  const { rows } = await sql<Held>`
    select count(distinct a.app_id) as apps, count(d.document_id) as documents,
      coalesce(sum(greatest(d.bytes, v.bytes)), 0)::bigint as stored_bytes
    from apps a
    left join documents d on d.app_id = a.app_id
    left join document_versions v on v.app_id = d.app_id and v.document_id = d.document_id
    where ${which}`.execute(db);
  return rows[0]!;
}
