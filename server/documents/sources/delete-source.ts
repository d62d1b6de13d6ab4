import type { DeleteSource } from '../../../shared/contract/sources.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { requireNoHold } from '../../../shared/privacy/retention/legal-hold.ts';
import { actorIdOf, type AppCall } from '../../call.ts';

/**
 * Deletes a source; a refresh under way stops. Its documents stay, or are erased by a job.
 * @throws source_not_found, legal_hold
 */
export async function deleteSource(call: AppCall, { source_id, documents }: DeleteSource) {
  const { appId } = call.app;
  await call.db.transaction().execute(async (tx) => {
    if (documents === 'remove') await requireNoHold(tx, appId);
    const { numDeletedRows } = await tx
      .deleteFrom('sources')
      .where('app_id', '=', appId)
      .where('source_id', '=', source_id)
      .executeTakeFirst();
    if (numDeletedRows === 0n) fail('source_not_found');
    if (documents === 'remove')
      await call.queue.send(tx, 'remove-source-documents', {
        app_id: appId,
        source_id,
        requested_by: actorIdOf(call.actor),
      });
    else
      await tx
        .updateTable('documents')
        .set({ source_id: null })
        .where('app_id', '=', appId)
        .where('source_id', '=', source_id)
        .execute();
  });
  return { source_id, deleted: true as const, documents };
}
