import { sql } from 'kysely';
import type { Workspace } from '../../../shared/contract/workspaces.panel.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';

type Row = Omit<Workspace, 'created_at' | 'archived_at' | 'erased_at'> & {
  created_at: Date;
  archived_at: Date | null;
  erased_at: Date | null;
};

export const readWorkspaces = async ({ db, seen }: Pick<SeenCall, 'db' | 'seen'>): Promise<Workspace[]> => {
  const { rows } = await sql<Row>`
    select workspace_id, name, time_zone, plan, created_at, archived_at, erased_at,
      (select count(*) from apps where apps.workspace_id = workspaces.workspace_id) as app_count
    from workspaces where ${isSeen(seen, sql`workspace_id`)}
    order by archived_at is not null, lower(name), workspace_id`.execute(db);
  return rows.map((row) => ({
    ...row,
    created_at: row.created_at.toISOString(),
    archived_at: row.archived_at?.toISOString() ?? null,
    erased_at: row.erased_at?.toISOString() ?? null,
  }));
};
