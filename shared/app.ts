import type { Selectable } from 'kysely';
import type { AppsTable } from '../db/tables/apps.ts';
import type { Context } from './context.ts';
import type { DataKey } from './vault/seal.ts';
import type { EmbeddingChoice } from './models/open-models.ts';

/** An app's settings as use cases and jobs read them. */
export type App = {
  appId: string;
  workspaceId: string;
  name: string;
  instructions: string;
  refusalText: string;
  chatModel: string;
  temperature: number | null;
  embedding: EmbeddingChoice;
  languages: string[];
  /** What it answers in, ISO 639-1, or `auto`. */
  language: string;
  /** Hosts that answers may link to; null: any. */
  allowedLinkHosts: string[] | null;
  archived: boolean;
  /** Encrypts what the app's people wrote and uploaded. */
  dataKey: DataKey;
};

/** An app out of its row, its data key unwrapped. */
export const toApp = (ctx: Context, row: Selectable<AppsTable>): App => ({
  appId: row.app_id,
  workspaceId: row.workspace_id,
  name: row.name,
  instructions: row.instructions,
  refusalText: row.refusal_text,
  chatModel: row.chat_model ?? ctx.config.models.chat,
  temperature: row.temperature,
  embedding: { model: row.embedding_model, dimensions: row.embedding_dimensions },
  languages: row.languages,
  language: row.language,
  allowedLinkHosts: row.allowed_link_hosts,
  archived: row.archived_at !== null,
  dataKey: ctx.masterKey.unwrap(row.wrapped_key, row.app_id),
});

/** The app of a job; undefined when it has been deleted since. */
export async function findApp(ctx: Context, appId: string): Promise<App | undefined> {
  const row = await ctx.db.selectFrom('apps').selectAll().where('app_id', '=', appId).executeTakeFirst();
  return row && toApp(ctx, row);
}
