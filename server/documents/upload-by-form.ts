import type { UploadForm } from './upload-form.ts';
import { registerUpload } from './register-upload.ts';

/** Takes documents as files. */
export const uploadByForm = {
  mostFiles: 100,
  take: (call, staged, metadata, _params, as) => registerUpload(call, staged, metadata, as),
} satisfies UploadForm;
