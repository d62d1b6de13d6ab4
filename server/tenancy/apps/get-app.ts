import { BUILTIN_CHAT } from '../../../shared/models/open-models.ts';
import { toSettings } from '../../../shared/tenancy/to-settings.ts';
import { knownShutdown } from '../../../shared/models/known-shutdowns.ts';
import type { AppCall } from '../../call.ts';

const isAlive = (model: string): boolean =>
  (knownShutdown(model)?.date ?? '9999') > new Date().toISOString().slice(0, 10);

/** An app with its settings. */
export async function getApp({ app, config, db }: AppCall) {
  const row = await db
    .selectFrom('apps')
    .innerJoin('workspaces', 'workspaces.workspace_id', 'apps.workspace_id')
    .selectAll('apps')
    .select(['workspaces.name as workspace', 'workspaces.time_zone'])
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  const priced = config.models.server
    ? await db.selectFrom('prices').select('model').distinct().where('output_per_million', '>', '0').execute()
    : [];
  return {
    app: {
      app_id: row.app_id,
      name: row.name,
      workspace_id: row.workspace_id,
      workspace: row.workspace,
      time_zone: row.time_zone,
      chat_model: app.chatModel,
      embedding_model: row.embedding_model,
      created_at: row.created_at.toISOString(),
      archived_at: row.archived_at?.toISOString() ?? null,
    },
    settings: toSettings(row),
    models: {
      server_default: config.models.chat,
      known: [
        ...new Set([
          config.models.chat,
          BUILTIN_CHAT,
          ...priced
            .map(({ model }) => model)
            .filter(isAlive)
            .sort(),
        ]),
      ],
      any: Boolean(config.models.server),
      rerank: Boolean(config.models.reranker),
    },
  };
}
