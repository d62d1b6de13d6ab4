import type { Call } from '../call.ts';
import type { Content } from '../http/content.ts';
import { findDocument } from './find-document.ts';

/** The original bytes, decrypted as they are read. */
export async function getDocumentContent(
  call: Call,
  { document_id }: { document_id: string },
): Promise<Content> {
  const { name, media_type, bytes, original_blob } = await findDocument(call, document_id);
  const { appId, dataKey } = call.app;
  const stream = await call.blobs.read({ appId, blobId: original_blob, key: dataKey });
  return { name, mediaType: media_type, bytes, stream };
}
