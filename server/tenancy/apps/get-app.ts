import { BUILTIN_CHAT } from '../../../shared/models/open-models.ts';
import { TalkTexts } from '../../../shared/contract/talk.ts';
import { knownShutdown } from '../../../shared/models/known-shutdowns.ts';
import type { Effort } from '../../../shared/contract/efforts.ts';
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
    settings: {
      name: row.name,
      chat_model: row.chat_model,
      instructions: row.instructions,
      refusal_text: row.refusal_text,
      least_relevance: row.least_relevance,
      talk_texts: TalkTexts.parse(row.talk_texts),
      temperature: row.temperature,
      max_output_tokens: row.max_output_tokens,
      allowed_models: row.allowed_models,
      fallback_model: row.fallback_model,
      rewrite_model: row.rewrite_model,
      rerank_model: row.rerank_model,
      reasoning_effort: row.reasoning_effort as Effort | null,
      context_tokens: row.context_tokens,
      language: row.language as 'auto',
      allowed_link_hosts: row.allowed_link_hosts,
      handover: row.handover,
    },
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
