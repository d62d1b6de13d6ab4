import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Stores on the app which events its endpoints want, because it is read with every key. */
export async function refreshWebhookEvents(tx: Tx, appId: string): Promise<void> {
  await sql`
    update apps set webhook_events = coalesce((
      select array_agg(distinct event) from webhook_endpoints, unnest(events) as event
      where app_id = ${appId} and disabled_at is null), '{}')
    where app_id = ${appId}`.execute(tx);
}
