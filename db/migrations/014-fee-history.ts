// One history of what a workspace owes: it begins with the workspace, and ends while it is archived or once it is erased.
import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table workspaces add column erased_at timestamptz`,
  `update workspaces set erased_at = erasures.requested_at from erasures
    where erasures.kind = 'workspace' and erasures.workspace_id = workspaces.workspace_id`,
  `insert into plan_changes (workspace_id, effective_from, plan, fee)
    select workspace_id, created_at, plan, fee from workspace_terms join workspaces using (workspace_id, plan)
    where not exists (select from plan_changes where plan_changes.workspace_id = workspaces.workspace_id)`,
  `insert into plan_changes (workspace_id, effective_from, plan, fee)
    select workspace_id, greatest(archived_at, last.effective_from + interval '1 microsecond'), last.plan, 0
    from workspaces cross join lateral (
      select effective_from, plan, fee from plan_changes where plan_changes.workspace_id = workspaces.workspace_id
      order by effective_from desc limit 1
    ) last
    where archived_at is not null and last.fee <> 0`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table workspaces drop column erased_at`.execute(db);
}
