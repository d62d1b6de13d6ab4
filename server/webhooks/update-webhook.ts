import type { UpdateWebhook } from '../../shared/contract/index.ts';
import { fail } from '../../shared/platform/errors.ts';
import { refreshWebhookEvents } from '../../shared/webhooks/refresh-webhook-events.ts';
import type { AppCall } from '../call.ts';
import { requireDeliverable } from './require-deliverable.ts';
import { toEndpoint } from './to-endpoint.ts';

/**
 * Changes an endpoint's address, description or events. Its secret and its log stay; what waits to be delivered goes to
 * the new address.
 * @throws webhook_not_found; invalid_request if it is disabled, or for an address that can never be delivered to
 */
export async function updateWebhook(call: AppCall, { endpoint_id, url, description, events }: UpdateWebhook) {
  const own = { app_id: call.app.appId, endpoint_id };
  const address = url === undefined ? undefined : requireDeliverable(call, url);
  return call.db.transaction().execute(async (tx) => {
    const before =
      (await tx
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where(({ and }) => and(own))
        .forUpdate()
        .executeTakeFirst()) ?? fail('webhook_not_found');
    if (before.disabled_at)
      fail('invalid_request', 'A disabled endpoint cannot be changed. Create another one.');
    const row = await tx
      .updateTable('webhook_endpoints')
      .set({
        url: address ?? before.url,
        description: description ?? before.description,
        events: events ? [...new Set(events)] : before.events,
      })
      .where(({ and }) => and(own))
      .returningAll()
      .executeTakeFirstOrThrow();
    await refreshWebhookEvents(tx, call.app.appId);
    return { endpoint: toEndpoint(row) };
  });
}
