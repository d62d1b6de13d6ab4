import { sql } from 'kysely';
import type { Workspace } from '../../../shared/contract/workspaces.panel.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';

type Row = Omit<Workspace, 'app_count' | 'created_at' | 'archived_at' | 'erased_at'> & {
  created_at: Date;
  archived_at: Date | null;
  erased_at: Date | null;
};

export const readWorkspaces = async ({ db, seen }: Pick<SeenCall, 'db' | 'seen'>): Promise<Workspace[]> => {
  const { rows } = await sql<Row>`
    select workspace_id, name, time_zone, plan, created_at, archived_at, erased_at from workspaces where ${isSeen(seen, sql`workspace_id`)}
    order by archived_at is not null, lower(name), workspace_id`.execute(db);
  const { rows: counts } = await sql<{ workspace_id: string; apps: number }>`
    select workspace_id, count(*) as apps from apps where ${isSeen(seen, sql`workspace_id`)} group by 1`.execute(
    db,
  );
  const apps = new Map(counts.map((one) => [one.workspace_id, one.apps]));
  return rows.map((row) => ({
    ...row,
    app_count: apps.get(row.workspace_id) ?? 0,
    created_at: row.created_at.toISOString(),
    archived_at: row.archived_at?.toISOString() ?? null,
    erased_at: row.erased_at?.toISOString() ?? null,
  }));
};
