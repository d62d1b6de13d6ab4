import type { CreateWebhook } from '../../shared/contract/index.ts';
import { newId } from '../../shared/platform/ids.ts';
import { refreshWebhookEvents } from '../../shared/webhooks/refresh-webhook-events.ts';
import { newWebhookSecret, sealWebhookSecret } from '../../shared/webhooks/sign-event.ts';
import type { AppCall } from '../call.ts';
import { requireDeliverable } from './require-deliverable.ts';
import { toEndpoint } from './to-endpoint.ts';

/**
 * Creates an endpoint. Its signing secret is in the response and afterwards only stored encrypted.
 * @throws invalid_request for an address that can never be delivered to
 */
export async function createWebhook(call: AppCall, input: CreateWebhook) {
  const { app } = call;
  const url = requireDeliverable(call, input.url);
  const endpointId = newId('whk');
  const secret = newWebhookSecret();
  const row = await call.db.transaction().execute(async (tx) => {
    const created = await tx
      .insertInto('webhook_endpoints')
      .values({
        app_id: app.appId,
        endpoint_id: endpointId,
        url,
        description: input.description,
        events: [...new Set(input.events)],
        secret: sealWebhookSecret(app, endpointId, secret),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await refreshWebhookEvents(tx, app.appId);
    return created;
  });
  return { endpoint: toEndpoint(row), secret };
}
