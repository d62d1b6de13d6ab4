import type { UploadForm } from './upload-form.ts';
import { registerDocuments } from './register-documents.ts';

/** Takes documents as files. */
export const uploadByForm = {
  mostFiles: 100,
  take: (call, staged, metadata = {}) => registerDocuments(call, staged, metadata),
} satisfies UploadForm;
