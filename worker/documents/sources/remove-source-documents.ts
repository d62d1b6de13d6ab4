import { openErasure } from '../../../shared/privacy/erasures/open-erasure.ts';
import { isHeld } from '../../../shared/privacy/retention/legal-hold.ts';
import type { JobPayload } from '../../../shared/platform/jobs.ts';
import { boundTo, findApp } from '../../../shared/tenancy/app.ts';
import type { Run, Worker } from '../../worker.ts';

/** Erases the documents of a source that was deleted with them, one after the other; killed, it goes on. */
export async function removeSourceDocuments(
  service: Worker,
  { payload, signal }: Run<JobPayload<'remove-source-documents'>>,
): Promise<void> {
  const { app_id, source_id, requested_by } = payload;
  const worker = boundTo(service, app_id);
  const app = await findApp(worker, app_id);
  if (!app) return;
  const { workspaceId } = app;
  for (let more = true; more;) {
    signal.throwIfAborted();
    more = await worker.db.transaction().execute(async (tx) => {
      // A hold that began meanwhile keeps the rest.
      const held = await isHeld(tx, app_id);
      const document = await tx
        .selectFrom('documents')
        .select('document_id')
        .where(({ and }) => and({ app_id, source_id }))
        .limit(1)
        .executeTakeFirst();
      if (!document) return false;
      if (held) {
        await tx
          .updateTable('documents')
          .set({ source_id: null })
          .where(({ and }) => and({ app_id, source_id }))
          .execute();
        return false;
      }
      const subject = { appId: app_id, workspaceId, kind: 'document' as const, id: document.document_id };
      await openErasure(worker.queue, tx, subject, requested_by);
      return true;
    });
  }
}
