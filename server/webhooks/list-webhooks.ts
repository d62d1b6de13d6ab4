import type { AppCall } from '../call.ts';
import { toEndpoint } from './to-endpoint.ts';

/** The app's endpoints, newest first, including disabled ones. */
export async function listWebhooks(call: AppCall) {
  const rows = await call.db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .orderBy('endpoint_id', 'desc')
    .execute();
  return { endpoints: rows.map(toEndpoint) };
}
