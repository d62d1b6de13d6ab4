import { fail } from '../../shared/platform/errors.ts';
import { sendEvent } from '../../shared/webhooks/emit-event.ts';
import type { AppCall } from '../call.ts';

/** Sends a `test` event to one endpoint, whatever events it has chosen. */
export async function testWebhook(call: AppCall, { endpoint_id }: { endpoint_id: string }) {
  const { appId } = call.app;
  return call.db.transaction().execute(async (tx) => {
    const endpoint = await tx
      .selectFrom('webhook_endpoints')
      .select('disabled_at')
      .where('app_id', '=', appId)
      .where('endpoint_id', '=', endpoint_id)
      .executeTakeFirst();
    if (!endpoint) fail('webhook_not_found');
    if (endpoint.disabled_at) fail('invalid_request', 'The endpoint is disabled. Create a new one.');
    const [delivery_id] = await sendEvent(tx, call.queue, appId, [endpoint_id], 'test', { endpoint_id });
    return { delivery_id: delivery_id! };
  });
}
