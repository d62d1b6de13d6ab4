import type { UploadDocument } from '../../shared/contract/documents.ts';
import type { AppCall } from '../call.ts';
import { uploadUrl } from './upload-url.ts';
import { uploadText } from './upload-text.ts';

/** Takes a document as JSON: a text or a URL. */
export const uploadDocument = (call: AppCall, { name, text, url, metadata, ...as }: UploadDocument) =>
  url === undefined
    ? uploadText(call, { name: name!, text: text!, metadata, ...as })
    : uploadUrl(call, url, metadata ?? {}, as);
