import type { Tx } from '../../../db/database.ts';
import type { Queue } from '../../../shared/platform/queue.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';
import type { Target } from './claim.ts';

/** Sends the webhook of a document, or its new version, that can be asked about. */
export async function announceReady(
  tx: Tx,
  { queue }: { queue: Queue },
  { appId, documentId }: Target,
): Promise<void> {
  const { warnings } = await tx
    .selectFrom('documents')
    .select('warnings')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .executeTakeFirstOrThrow();
  // Messages can name parts of the document; events hold no text.
  const named = warnings.map(({ code, pages }) => ({ code, ...(pages && { pages }) }));
  await emitEvent(tx, queue, appId, 'document.ready', { document_id: documentId, warnings: named });
}
