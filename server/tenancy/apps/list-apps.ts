import { sql } from 'kysely';
import type { App } from '../../../shared/contract/apps.panel.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';
import { byName } from '../by-name.ts';

type Row = Omit<App, 'created_at' | 'archived_at'> & { created_at: Date; archived_at: Date | null };

/** All apps that the caller sees, or those of a workspace, with their counts, by name; archived ones last. */
export async function listApps(
  { db, config, seen }: SeenCall,
  { workspace_id }: { workspace_id?: string } = {},
): Promise<{ apps: App[] }> {
  const { rows } = await sql<Row>`
    select app_id, apps.name, workspace_id, workspaces.name as workspace,
      coalesce(chat_model, ${config.models.chat}) as chat_model, embedding_model, apps.created_at, apps.archived_at,
      (select count(*) from documents where documents.app_id = apps.app_id) as document_count,
      (select count(*) from sessions where sessions.app_id = apps.app_id) as session_count
    from apps join workspaces using (workspace_id)
    where (${workspace_id ?? null}::text is null or workspace_id = ${workspace_id ?? null})
      and ${isSeen(seen, sql`workspace_id`)}`.execute(db);
  return {
    apps: rows.toSorted(byName).map((row) => ({
      ...row,
      created_at: row.created_at.toISOString(),
      archived_at: row.archived_at?.toISOString() ?? null,
    })),
  };
}
