import { sql } from 'kysely';
import { moment } from '../../db/moment.ts';
import { fail } from '../../shared/platform/errors.ts';
import { refreshWebhookEvents } from '../../shared/webhooks/refresh-webhook-events.ts';
import type { AppCall } from '../call.ts';
import { toEndpoint } from './to-endpoint.ts';

/** Disables an endpoint permanently, including waiting deliveries. A second call keeps the first time. */
export async function disableWebhook(call: AppCall, { endpoint_id }: { endpoint_id: string }) {
  const { appId } = call.app;
  return call.db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('webhook_endpoints')
      .set({ disabled_at: sql`coalesce(disabled_at, ${moment})` })
      .where('app_id', '=', appId)
      .where('endpoint_id', '=', endpoint_id)
      .returningAll()
      .executeTakeFirst();
    if (!row) fail('webhook_not_found');
    await refreshWebhookEvents(tx, appId);
    return { endpoint: toEndpoint(row) };
  });
}
