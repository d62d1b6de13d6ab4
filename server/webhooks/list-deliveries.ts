import type { ListDeliveries } from '../../shared/contract/index.ts';
import type { AppCall } from '../call.ts';

/** The delivery log, newest first, with all attempts. */
export async function listDeliveries(call: AppCall, input: ListDeliveries) {
  const { page, per_page, endpoint_id, status } = input;
  let query = call.db
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhook_events as event', (join) =>
      join.onRef('event.app_id', '=', 'delivery.app_id').onRef('event.event_id', '=', 'delivery.event_id'),
    )
    .selectAll('delivery')
    .select(['event.type', 'event.data'])
    .where('delivery.app_id', '=', call.app.appId);
  if (endpoint_id) query = query.where('delivery.endpoint_id', '=', endpoint_id);
  if (status) query = query.where('delivery.status', '=', status);
  const rows = await query
    .orderBy('delivery.delivery_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    deliveries: rows.slice(0, per_page).map((row) => ({
      delivery_id: row.delivery_id,
      endpoint_id: row.endpoint_id,
      event_id: row.event_id,
      type: row.type,
      data: row.data,
      status: row.status,
      attempts: row.attempts,
      created_at: row.created_at.toISOString(),
    })),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
