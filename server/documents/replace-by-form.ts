import { findDocument } from './find-document.ts';
import type { UploadForm } from './upload-form.ts';
import { replaceDocument } from './replace-document.ts';

/** Takes a new version as a file. */
export const replaceByForm = {
  mostFiles: 1,
  // Checked before the file is read, so that no large file is sent in vain.
  before: async (call, { document_id }) => void (await findDocument(call, document_id!)),
  take: (call, [staged], metadata, { document_id }) => replaceDocument(call, document_id!, staged!, metadata),
} satisfies UploadForm;
