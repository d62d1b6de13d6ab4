import type { PreviewErasure } from '../../../shared/contract/erasures.panel.ts';
import { previewErasure, type ErasurePreview } from '../../../shared/privacy/erasures/preview-erasure.ts';
import type { AppCall } from '../../call.ts';
import { requireSession } from '../../chat/sessions/require-session.ts';
import { findDocument } from '../../documents/find-document.ts';

/**
 * What an erasure of this document, session or person would remove now, by store. Nothing is changed.
 * @throws document_not_found, session_not_found
 */
export async function previewOwnErasure(call: AppCall, subjects: PreviewErasure): Promise<ErasurePreview> {
  const { document_id, session_id } = subjects;
  if (document_id !== undefined) await findDocument(call, document_id);
  if (session_id !== undefined) await requireSession(call, session_id);
  return previewErasure(call.db, call.app.appId, subjects);
}
