import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { AppCall } from '../call.ts';

/** Sends a delivery's event again with the same id, so that receivers recognise it. */
export async function replayDelivery(call: AppCall, { delivery_id }: { delivery_id: string }) {
  const { appId } = call.app;
  return call.db.transaction().execute(async (tx) => {
    const found = await tx
      .selectFrom('webhook_deliveries as delivery')
      .innerJoin('webhook_endpoints as endpoint', (join) =>
        join
          .onRef('endpoint.app_id', '=', 'delivery.app_id')
          .onRef('endpoint.endpoint_id', '=', 'delivery.endpoint_id'),
      )
      .select(['delivery.event_id', 'delivery.endpoint_id', 'delivery.status', 'endpoint.disabled_at'])
      .where('delivery.app_id', '=', appId)
      .where('delivery.delivery_id', '=', delivery_id)
      .executeTakeFirst();
    if (!found) fail('delivery_not_found');
    if (found.disabled_at) fail('invalid_request', 'The endpoint is disabled. Create a new one.');
    if (found.status === 'pending') fail('invalid_request', 'This delivery is still in progress.');
    const again = newId('dlv');
    const { event_id, endpoint_id } = found;
    await tx
      .insertInto('webhook_deliveries')
      .values({ app_id: appId, delivery_id: again, event_id, endpoint_id, attempts: '[]' })
      .execute();
    await call.queue.send(tx, 'deliver-webhook', { app_id: appId, delivery_id: again });
    return { delivery_id: again };
  });
}
