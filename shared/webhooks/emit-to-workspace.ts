import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { WebhookEvents, WebhookEventType } from '../contract/webhooks.ts';
import type { Queue } from '../platform/queue.ts';
import { emitEvent } from './emit-event.ts';

/** Emits an event about a whole workspace to the endpoints of all its apps. */
export async function emitToWorkspace<T extends WebhookEventType>(
  tx: Tx,
  queue: Queue,
  workspaceId: string,
  type: T,
  data: WebhookEvents[T],
): Promise<void> {
  const apps = await tx
    .selectFrom('apps')
    .select('app_id')
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`${type} = any(webhook_events)`)
    .orderBy('app_id')
    .execute();
  for (const { app_id } of apps) await emitEvent(tx, queue, app_id, type, data);
}
