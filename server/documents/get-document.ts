import type { Call } from '../call.ts';
import { findDocument, toDocument } from './find-document.ts';

/** One document of the app. */
export const getDocument = async (call: Call, { document_id }: { document_id: string }) => ({
  document: toDocument(await findDocument(call, document_id)),
});
