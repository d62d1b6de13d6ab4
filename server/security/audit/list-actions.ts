import { sql, type RawBuilder } from 'kysely';
import type { z } from 'zod';
import type { audit, AuditAction } from '../../../shared/contract/audit.panel.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';

const A_PAGE = 50;

/** Whether an entry is by a key of the workspaces, or by somebody who is a member of them. */
const ofTheirs = (seen: readonly string[]): RawBuilder<boolean> => sql`(began.actor_kind = 'key' or exists (
  select from workspace_members member
  where member.admin_id = began.actor_id and ${isSeen(seen, sql`member.workspace_id`)}))`;

/**
 * What was done in workspaces: by their members and keys, by the team, and by Docent. An input can name anything:
 * attempts of other tenants are not shown, and an action counts only if it was let in where it names a workspace
 * (`begun`; what is done to an account is let in anywhere).
 */
const isShown = (seen: readonly string[]): RawBuilder<boolean> => sql`
  ${isSeen(seen, sql`coalesce(began.workspace_id, apps.workspace_id)`)} and (
    began.actor_kind in ('system', 'command', 'link') or ${ofTheirs(seen)}
    or exists (select from admins where admins.admin_id = began.actor_id and admins.role is not null)
    or (began.workspace_id is not null and began.outcome = 'begun' and began.action !~ '^(account|session)[.]'))`;

/**
 * The audit log, newest first. The start and end of an action are one line. Members read of their workspaces alone,
 * without the addresses of the network from which others came.
 */
export async function listActions(
  { db, seen }: SeenCall,
  { words, failed, before }: z.output<typeof audit.listAudit.input>,
): Promise<{ actions: AuditAction[]; older: number | null }> {
  const like = `%${(words ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`;
  const app = seen
    ? sql`case when ${isSeen(seen, sql`apps.workspace_id`)} then apps.name end`
    : sql`apps.name`;
  // Apps may be on other machines than the log: they are read before.
  const { rows } = await sql<AuditAction & { at: Date }>`
    with known as materialized (select app_id, workspace_id, name from apps)
    select began.sequence, began.at, began.actor_kind, coalesce(began.actor_label, began.actor_id, '') as actor,
      began.action, began.app_id, ${app} as app, began.subjects || coalesce(ended.subjects, '{}') as subjects,
      coalesce(ended.outcome, began.outcome) as outcome,
      ${seen ? sql`case when ${ofTheirs(seen)} then began.ip end` : sql`began.ip`} as ip
    from audit_entries began
    left join audit_entries ended on ended.ends_sequence = began.sequence
    left join known apps on apps.app_id = began.app_id
    where began.ends_sequence is null and ${seen ? isShown(seen) : sql`true`}
      and (${before ?? null}::bigint is null or began.sequence < ${before ?? null}::bigint)
      and (${words ? like : null}::text is null
        or concat_ws(' ', began.action, began.actor_label, began.actor_id, began.app_id, ${app}, began.subjects) ilike ${like})
      and (not ${failed}::boolean or coalesce(ended.outcome, began.outcome) <> 'ok')
    order by began.sequence desc limit ${sql.lit(A_PAGE + 1)}`.execute(db);
  const actions = rows.slice(0, A_PAGE).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { actions, older: rows.length > A_PAGE ? actions.at(-1)!.sequence : null };
}
