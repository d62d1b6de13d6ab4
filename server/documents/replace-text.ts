import { Readable } from 'node:stream';
import type { AppCall } from '../call.ts';
import { findDocument } from './find-document.ts';
import { openUpload } from './open-upload.ts';
import { discardUpload, stageUpload } from './stage-upload.ts';
import { replaceDocument } from './replace-document.ts';

type Given = {
  document_id: string;
  name?: string | undefined;
  text: string;
  metadata?: Record<string, unknown> | undefined;
};

/** Takes a new version as text. Without a name, the name stays. */
export async function replaceText(call: AppCall, { document_id, name, text, metadata }: Given) {
  const row = await findDocument(call, document_id);
  const content = Buffer.from(text);
  await using _room = await openUpload(call, content.length, row.bytes);
  const staged = await stageUpload(call, name ?? row.name, Readable.from([content]));
  return replaceDocument(call, document_id, staged, metadata).catch(async (error: unknown) => {
    await discardUpload(call, staged.blobId);
    throw error;
  });
}
