import { Readable } from 'node:stream';
import type { AppCall } from '../call.ts';
import { openUpload } from './open-upload.ts';
import { discardUpload, stageUpload } from './stage-upload.ts';
import type { Sent } from './register-documents.ts';
import { registerUpload } from './register-upload.ts';

/** Takes a document as text. */
export async function uploadText(call: AppCall, { name, text, metadata, ...as }: Sent) {
  const content = Buffer.from(text);
  await using _room = await openUpload(call, content.length);
  const staged = await stageUpload(call, name, Readable.from([content]));
  return registerUpload(call, [staged], metadata, as).catch(async (error: unknown) => {
    await discardUpload(call, staged.blobId);
    throw error;
  });
}
