import type { Tx } from '../../../db/database.ts';
import type { Opened } from '../../../shared/privacy/erasures/open-erasure.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { openOwnErasure } from './open-own-erasure.ts';

/** @throws document_not_found */
export async function eraseDocument(call: AppCall, tx: Tx, documentId: string): Promise<Opened> {
  const opened = await openOwnErasure(call, tx, 'document', documentId);
  if (opened.removed.documentIds.length === 0) fail('document_not_found');
  return opened;
}
