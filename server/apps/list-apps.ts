import { sql } from 'kysely';
import type { z } from 'zod';
import type { App } from '../../shared/contract/panel/apps.ts';
import type { Context } from '../../shared/context.ts';

/** All apps with what they hold, by name. */
export async function listApps({ db, config }: Context): Promise<{ apps: z.output<typeof App>[] }> {
  const { rows } = await sql<Omit<z.output<typeof App>, 'created_at'> & { created_at: Date }>`
    select app_id, apps.name, workspaces.name as workspace, coalesce(chat_model, ${config.models.chat}) as chat_model,
      embedding_model, apps.created_at,
      (select count(*) from documents where documents.app_id = apps.app_id) as document_count,
      (select count(*) from sessions where sessions.app_id = apps.app_id) as session_count
    from apps join workspaces using (workspace_id) order by apps.name, app_id`.execute(db);
  return { apps: rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() })) };
}
