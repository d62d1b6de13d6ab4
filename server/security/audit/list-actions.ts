import { sql } from 'kysely';
import type { z } from 'zod';
import type { audit, AuditAction } from '../../../shared/contract/audit.panel.ts';
import type { AdminCall } from '../../call.ts';

const A_PAGE = 50;

/** The audit log, newest first. The start and end of an action are one line. */
export async function listActions(
  { db }: AdminCall,
  { words, failed, before }: z.output<typeof audit.listAudit.input>,
): Promise<{ actions: AuditAction[]; older: number | null }> {
  const like = `%${(words ?? '').replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<AuditAction & { at: Date }>`
    select began.sequence, began.at, began.actor_kind, coalesce(began.actor_label, began.actor_id, '') as actor,
      began.action, began.app_id, apps.name as app, began.subjects || coalesce(ended.subjects, '{}') as subjects,
      coalesce(ended.outcome, began.outcome) as outcome, began.ip
    from audit_entries began
    left join audit_entries ended on ended.ends_sequence = began.sequence
    left join apps on apps.app_id = began.app_id
    where began.ends_sequence is null
      and (${before ?? null}::bigint is null or began.sequence < ${before ?? null}::bigint)
      and (${words ? like : null}::text is null
        or concat_ws(' ', began.action, began.actor_label, began.actor_id, began.app_id, apps.name, began.subjects) ilike ${like})
      and (not ${failed}::boolean or coalesce(ended.outcome, began.outcome) <> 'ok')
    order by began.sequence desc limit ${sql.lit(A_PAGE + 1)}`.execute(db);
  const actions = rows.slice(0, A_PAGE).map((row) => ({ ...row, at: row.at.toISOString() }));
  return { actions, older: rows.length > A_PAGE ? actions.at(-1)!.sequence : null };
}
