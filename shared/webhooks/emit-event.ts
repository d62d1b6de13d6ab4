import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { WebhookEvents, WebhookEventType } from '../contract/webhooks.ts';
import { newId } from '../platform/ids.ts';
import type { Queue } from '../platform/queue.ts';

/**
 * Emits an event to an app's endpoints, in the transaction it belongs to. On a hot path check `app.webhookEvents`
 * first.
 */
export async function emitEvent<T extends WebhookEventType>(
  tx: Tx,
  queue: Queue,
  appId: string,
  type: T,
  data: WebhookEvents[T],
): Promise<void> {
  const endpoints = await tx
    .selectFrom('webhook_endpoints')
    .select('endpoint_id')
    .where('app_id', '=', appId)
    .where('disabled_at', 'is', null)
    .where(sql<boolean>`${type} = any(events)`)
    .execute();
  if (endpoints.length > 0)
    await sendEvent(
      tx,
      queue,
      appId,
      endpoints.map((row) => row.endpoint_id),
      type,
      data,
    );
}

/** Writes an event and a delivery to each endpoint, and enqueues them. */
export async function sendEvent(
  tx: Tx,
  queue: Queue,
  appId: string,
  endpointIds: string[],
  type: string,
  data: object,
): Promise<string[]> {
  const eventId = newId('evt');
  await tx
    .insertInto('webhook_events')
    .values({ app_id: appId, event_id: eventId, type, data: JSON.stringify(data) })
    .execute();
  const deliveries = endpointIds.map((endpoint_id) => ({ endpoint_id, delivery_id: newId('dlv') }));
  await tx
    .insertInto('webhook_deliveries')
    .values(deliveries.map((row) => ({ app_id: appId, event_id: eventId, attempts: '[]', ...row })))
    .execute();
  for (const { delivery_id } of deliveries)
    await queue.send(tx, 'deliver-webhook', { app_id: appId, delivery_id });
  return deliveries.map(({ delivery_id }) => delivery_id);
}
