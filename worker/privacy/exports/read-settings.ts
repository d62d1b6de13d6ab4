import type { Effort } from '../../../shared/contract/efforts.ts';
import type { Db } from '../../../db/database.ts';
import type { AppLine } from '../../../shared/privacy/exports/format.ts';
import { TalkTexts } from '../../../shared/contract/talk.ts';
import { WidgetSettings } from '../../../shared/contract/widget.ts';

/** The settings of an app, for `app.json`. */
export async function readSettings(db: Db, appId: string): Promise<AppLine> {
  const row = await db
    .selectFrom('apps')
    .innerJoin('workspaces', 'workspaces.workspace_id', 'apps.workspace_id')
    .selectAll('apps')
    .select('workspaces.name as workspace')
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  const retention = await db
    .selectFrom('retention')
    .selectAll()
    .where('app_id', '=', appId)
    .executeTakeFirst();
  const widget = await db
    .selectFrom('widget_settings')
    .select('settings')
    .where('app_id', '=', appId)
    .executeTakeFirst();
  const budget = await db
    .selectFrom('budgets')
    .select(['cap', 'alert_percents'])
    .where('app_id', '=', appId)
    .where('key_id', '=', '')
    .executeTakeFirst();
  return {
    app_id: row.app_id,
    name: row.name,
    workspace: row.workspace,
    created_at: row.created_at.toISOString(),
    archived_at: row.archived_at?.toISOString() ?? null,
    settings: {
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
    embedding: { model: row.embedding_model, dimensions: row.embedding_dimensions },
    limits: {
      requests_per_minute: row.requests_per_minute,
      concurrent_streams: row.concurrent_streams,
      tokens_per_day: row.tokens_per_day,
    },
    budget: budget ?? null,
    retention: retention
      ? {
          conversation_days: retention.conversation_days,
          document_days: retention.document_days,
          ledger_days: retention.ledger_days,
          hold_since: retention.hold_since?.toISOString() ?? null,
          hold_reason: retention.hold_reason,
        }
      : null,
    widget: widget ? WidgetSettings.parse(widget.settings) : null,
  };
}
