import { findDocument } from './find-document.ts';
import type { UploadForm } from './upload-form.ts';
import { replaceDocument } from './replace-document.ts';

/** Takes a new version as a file. */
export const replaceByForm = {
  mostFiles: 1,
  // Checked before the file is read, so that no large file is sent in vain.
  replaces: async (call, { document_id }) => (await findDocument(call, document_id!)).bytes,
  take: (call, [staged], metadata, { document_id }) => replaceDocument(call, document_id!, staged!, metadata),
} satisfies UploadForm;
