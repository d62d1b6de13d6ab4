import { sql } from 'kysely';
import { fail } from '../../shared/platform/errors.ts';
import { newWebhookSecret, sealWebhookSecret } from '../../shared/webhooks/sign-event.ts';
import type { AppCall } from '../call.ts';
import { toEndpoint } from './to-endpoint.ts';

/** Creates a new signing secret. For a day, events are signed with both, so that receivers can switch. */
export async function rotateWebhookSecret(call: AppCall, { endpoint_id }: { endpoint_id: string }) {
  const { app } = call;
  const secret = newWebhookSecret();
  const row = await call.db
    .updateTable('webhook_endpoints')
    .set({
      secret: sealWebhookSecret(app, endpoint_id, secret),
      previous_secret: sql`secret`,
      previous_until: sql`now() + interval '1 day'`,
    })
    .where('app_id', '=', app.appId)
    .where('endpoint_id', '=', endpoint_id)
    .returningAll()
    .executeTakeFirst();
  if (!row) fail('webhook_not_found');
  return { endpoint: toEndpoint(row), secret };
}
