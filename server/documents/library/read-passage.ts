import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { findDocument } from '../find-document.ts';
import { readExtract } from './read-extract.ts';

/** What is shown on either side of a quotation, in characters. */
const AROUND = 900;

/**
 * A quotation in its document: the words around it, and where they stand.
 * @throws document_not_found, also where the text has changed so that it no longer reaches the span
 */
export async function readPassage(
  call: AppCall,
  { document_id, start, end }: { document_id: string; start: number; end: number },
) {
  const row = await findDocument(call, document_id);
  const text = await readExtract(call, row);
  if (text === null || end > text.length || start > end)
    fail('document_not_found', 'This document has no such passage any more.');
  const chunk = await call.db
    .selectFrom('chunks')
    .select(['page', 'headings'])
    .where('app_id', '=', call.app.appId)
    .where('document_id', '=', document_id)
    .where('span_start', '<=', start)
    .orderBy('span_start', 'desc')
    .executeTakeFirst();
  return {
    document_name: row.name,
    page: chunk?.page ?? null,
    headings: chunk?.headings ?? [],
    before: text.slice(Math.max(0, start - AROUND), start),
    passage: text.slice(start, end),
    after: text.slice(end, end + AROUND),
  };
}
