import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { textAlone } from '../../../shared/documents/tables/table.ts';
import { FileMissing } from '../../../shared/security/vault/files/file-store.ts';
import type { AppCall } from '../../call.ts';

/** A document's extracted text, which all positions refer to; null before it was read, or if it was just replaced. */
export async function readExtract(
  call: AppCall,
  { text_blob }: { text_blob: string | null },
): Promise<string | null> {
  if (!text_blob) return null;
  const { appId, dataKey } = call.app;
  try {
    const stored = await call.blobs.read({ appId, blobId: text_blob, key: dataKey });
    return await text(Readable.from(textAlone(stored)));
  } catch (error) {
    // Replaced since its row was read.
    if (error instanceof FileMissing) return null;
    throw error;
  }
}
