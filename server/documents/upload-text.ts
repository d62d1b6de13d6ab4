import { Readable } from 'node:stream';
import type { AppCall } from '../call.ts';
import { openUpload } from './open-upload.ts';
import { discardUpload, stageUpload } from './stage-upload.ts';
import { type Sent, registerDocuments } from './register-documents.ts';

/** Takes a document as text. */
export async function uploadText(call: AppCall, { name, text, metadata = {} }: Sent) {
  const content = Buffer.from(text);
  await using _room = await openUpload(call, content.length);
  const staged = await stageUpload(call, name, Readable.from([content]));
  return registerDocuments(call, [staged], metadata).catch(async (error: unknown) => {
    await discardUpload(call, staged.blobId);
    throw error;
  });
}
