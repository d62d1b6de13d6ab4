import { isIP } from 'node:net';
import type { CreateWebhook } from '../../shared/contract/index.ts';
import { AddressRefused } from '../../shared/platform/egress/open-egress.ts';
import { isPublicAddress } from '../../shared/platform/egress/is-public-address.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import { refreshWebhookEvents } from '../../shared/webhooks/refresh-webhook-events.ts';
import { newWebhookSecret, sealWebhookSecret } from '../../shared/webhooks/sign-event.ts';
import type { AppCall } from '../call.ts';
import { toEndpoint } from './to-endpoint.ts';

/**
 * Creates an endpoint. Its signing secret is in the response and afterwards only stored encrypted.
 * @throws invalid_request for an address that can never be delivered to
 */
export async function createWebhook(call: AppCall, input: CreateWebhook) {
  const { app, config } = call;
  const url = new URL(input.url);
  if (!config.webhookAllowPrivate) refuseUnsafe(url);
  const endpointId = newId('whk');
  const secret = newWebhookSecret();
  const row = await call.db.transaction().execute(async (tx) => {
    const created = await tx
      .insertInto('webhook_endpoints')
      .values({
        app_id: app.appId,
        endpoint_id: endpointId,
        url: url.href,
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

/** For an early error message; the decisive check is when the connection is made. */
function refuseUnsafe(url: URL): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:') fail('invalid_request', 'url: must start with https://.');
  if (host === 'localhost' || (isIP(host) && !isPublicAddress(host)))
    fail('invalid_request', `url: ${new AddressRefused().message}`);
}
