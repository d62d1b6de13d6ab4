import type { UploadedAs } from '../../shared/contract/documents.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { findByExternalId } from './find-by-external-id.ts';
import { registerDocuments } from './register-documents.ts';
import { replaceDocument } from './replace-document.ts';
import { discardUpload, type StagedUpload } from './stage-upload.ts';

const UNIQUE_VIOLATION = '23505';

/**
 * Makes staged uploads documents. A single one with an external id that a document has already becomes that
 * document's new version, or is discarded or refused, as `on_conflict` says.
 * @throws document_exists, legal_hold, quota_exceeded
 */
export async function registerUpload(
  call: AppCall,
  staged: StagedUpload[],
  metadata: Record<string, unknown> | undefined,
  { external_id, on_conflict = 'replace' }: UploadedAs,
) {
  if (external_id === undefined) return registerDocuments(call, staged, metadata ?? {});
  const [upload, ...others] = staged;
  if (!upload || others.length > 0) fail('invalid_request', 'external_id names one document: send one file.');
  let known = await findByExternalId(call.db, call.app.appId, external_id);
  if (!known)
    try {
      return await registerDocuments(call, staged, metadata ?? {}, external_id);
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code !== UNIQUE_VIOLATION || !constraint?.includes('external')) throw error;
      // The same id came twice at once: the other one was first.
      known = await findByExternalId(call.db, call.app.appId, external_id);
      if (!known) throw error;
    }
  if (on_conflict === 'fail')
    fail('document_exists', 'A document with this external_id exists already.', {
      document_id: known.document_id,
    });
  if (on_conflict === 'keep') {
    await discardUpload(call, upload.blobId);
    const { document_id, name, status } = known;
    return { documents: [{ document_id, name, status }] };
  }
  const { document } = await replaceDocument(call, known.document_id, upload, metadata);
  const { document_id, name, status, new_version } = document;
  return { documents: [{ document_id, name, status: new_version?.status ?? status }] };
}
