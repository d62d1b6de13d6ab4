import { fail } from '../../shared/platform/errors.ts';
import { FileMissing } from '../../shared/security/vault/files/file-store.ts';
import type { AppCall } from '../call.ts';
import type { Content } from '../content.ts';
import { findDocument } from './find-document.ts';

/** Streams the original, decrypted. */
export async function getDocumentContent(
  call: AppCall,
  { document_id }: { document_id: string },
): Promise<Content> {
  const content = await open(call, document_id);
  // The row was read just before a new version replaced it: read it again.
  return content ?? (await open(call, document_id)) ?? fail('document_not_found');
}

async function open(call: AppCall, documentId: string): Promise<Content | undefined> {
  const { name, media_type, bytes, original_blob } = await findDocument(call, documentId);
  const { appId, dataKey } = call.app;
  try {
    const stream = await call.blobs.read({ appId, blobId: original_blob, key: dataKey });
    return { name, mediaType: media_type, bytes, stream };
  } catch (error) {
    if (error instanceof FileMissing) return undefined;
    throw error;
  }
}
