import { DocentError, fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';

type Named = { document_id: string; name: string; status: string; media_type: string };

/**
 * Does something to many documents, each in a transaction of its own: what is refused for one leaves out no other.
 * @returns how many were changed, and which were not and why
 * @throws document_not_found if one of them is unknown, before anything is changed
 */
export async function eachDocument(
  { db, app }: AppCall,
  documentIds: string[],
  act: (document: Named) => Promise<unknown>,
) {
  const ids = [...new Set(documentIds)];
  const found = await db
    .selectFrom('documents')
    .select(['document_id', 'name', 'status', 'media_type'])
    .where('app_id', '=', app.appId)
    .where('document_id', 'in', ids)
    .execute();
  if (found.length < ids.length) fail('document_not_found');
  let changed = 0;
  const skipped: { document_id: string; name: string; reason: string }[] = [];
  for (const document of found)
    try {
      await act(document);
      changed++;
    } catch (error) {
      if (!(error instanceof DocentError)) throw error;
      const { document_id, name } = document;
      skipped.push({ document_id, name, reason: error.message });
    }
  return { changed, skipped };
}
