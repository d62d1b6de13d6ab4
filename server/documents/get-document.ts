import type { AppCall } from '../call.ts';
import { findDocument, toDocuments } from './find-document.ts';

/** One document of the app. */
export async function getDocument(call: AppCall, { document_id }: { document_id: string }) {
  const [document] = await toDocuments(call, [await findDocument(call, document_id)]);
  return { document: document! };
}
