import type { AppCall } from '../../call.ts';
import { eraseDocument } from './erase-document.ts';

/** Deletes a document. This is an erasure, with a receipt. @throws document_not_found */
export async function deleteDocument(call: AppCall, { document_id }: { document_id: string }) {
  const { erasureId } = await call.db.transaction().execute((tx) => eraseDocument(call, tx, document_id));
  return { document_id, deleted: true as const, erasure_id: erasureId };
}
