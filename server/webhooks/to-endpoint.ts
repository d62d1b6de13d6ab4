import type { Selectable } from 'kysely';
import type { WebhookEndpointsTable } from '../../db/tables/webhooks.ts';
import type { WebhookEndpoint } from '../../shared/contract/index.ts';

/** An endpoint as the panel shows it, without its secret. */
export const toEndpoint = (row: Selectable<WebhookEndpointsTable>): WebhookEndpoint => ({
  endpoint_id: row.endpoint_id,
  url: row.url,
  description: row.description,
  events: row.events,
  created_at: row.created_at.toISOString(),
  disabled_at: row.disabled_at?.toISOString() ?? null,
});
