import { text } from 'node:stream/consumers';
import type { Call } from '../call.ts';

/** A document's extracted text, to which all spans refer; null before it has been read. */
export async function readExtract(
  call: Call,
  { text_blob }: { text_blob: string | null },
): Promise<string | null> {
  if (!text_blob) return null;
  const { appId, dataKey } = call.app;
  return text(await call.blobs.read({ appId, blobId: text_blob, key: dataKey }));
}
