import type { ReplaceDocument } from '../../shared/contract/documents.ts';
import type { AppCall } from '../call.ts';
import { refreshDocument } from './refresh-document.ts';
import { replaceText } from './replace-text.ts';

/** Takes a new version as JSON: a text or a URL. */
export const replaceContent = (call: AppCall, { document_id, name, text, url, metadata }: ReplaceDocument) =>
  url === undefined
    ? replaceText(call, { document_id, name, text: text!, metadata })
    : refreshDocument(call, { document_id, url, metadata });
