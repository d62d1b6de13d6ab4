import { Readable } from 'node:stream';
import type { AppCall } from '../call.ts';
import { discardUpload, stageUpload } from './stage-upload.ts';
import { type Sent, registerDocuments } from './register-documents.ts';

/** Takes a document as text. */
export async function uploadText(call: AppCall, { name, text, metadata = {} }: Sent) {
  const staged = await stageUpload(call, name, Readable.from([Buffer.from(text)]));
  return registerDocuments(call, [staged], metadata).catch(async (error: unknown) => {
    await discardUpload(call, staged.blobId);
    throw error;
  });
}
