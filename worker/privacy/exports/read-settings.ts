import type { Db } from '../../../db/database.ts';
import type { AppLine } from '../../../shared/privacy/exports/format.ts';
import { toSettings } from '../../../shared/tenancy/to-settings.ts';
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
  const { name, ...settings } = toSettings(row);
  return {
    app_id: row.app_id,
    name,
    workspace: row.workspace,
    created_at: row.created_at.toISOString(),
    archived_at: row.archived_at?.toISOString() ?? null,
    settings,
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
