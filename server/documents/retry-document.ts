import { sql } from 'kysely';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { findDocument, toDocuments } from './find-document.ts';

/**
 * Retries a failed document, from its original or its address.
 * @throws document_not_found, invalid_request if it has not failed
 */
export async function retryDocument(call: AppCall, { document_id }: { document_id: string }) {
  const { appId } = call.app;
  return call.db.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('documents')
      .set({ status: 'queued', error: null, updated_at: sql`now()` })
      .where('app_id', '=', appId)
      .where('document_id', '=', document_id)
      .where('status', '=', 'failed')
      .returningAll()
      .executeTakeFirst();
    if (!row) {
      const { name, status } = await findDocument({ ...call, db: tx }, document_id);
      fail('invalid_request', `Only a failed document can be retried. ${name} is ${status}.`);
    }
    // Settings or the model server may be others now.
    await tx
      .deleteFrom('recognised_pages')
      .where('app_id', '=', appId)
      .where('document_id', '=', document_id)
      .where('outcome', '=', 'failed')
      .execute();
    await call.queue.send(tx, row.source_url ? 'fetch-document' : 'read-document', {
      app_id: appId,
      document_id,
    });
    const [document] = await toDocuments({ ...call, db: tx }, [row]);
    return { document: document! };
  });
}
