import type { AppCall } from '../../call.ts';
import { findCuratedAnswer } from '../../evaluations/curated/find-curated-answer.ts';
import { deleteDocument } from './delete-document.ts';

/**
 * Deletes a curated answer with its document and its test. This is an erasure, with a receipt.
 * @throws curated_answer_not_found, legal_hold
 */
export async function deleteCuratedAnswer(call: AppCall, { answer_id }: { answer_id: string }) {
  const { document_id } = await findCuratedAnswer(call, answer_id);
  const { erasure_id } = await deleteDocument(call, { document_id });
  return { answer_id, deleted: true as const, erasure_id };
}
