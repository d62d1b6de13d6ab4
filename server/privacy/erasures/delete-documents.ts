import type { AppCall } from '../../call.ts';
import { eachDocument } from '../../documents/library/each-document.ts';
import { deleteDocument } from './delete-document.ts';

/** Deletes many documents, each an erasure with a receipt. @throws document_not_found if one of them is unknown */
export const deleteDocuments = (call: AppCall, { document_ids }: { document_ids: string[] }) =>
  eachDocument(call, document_ids, ({ document_id }) => deleteDocument(call, { document_id }));
