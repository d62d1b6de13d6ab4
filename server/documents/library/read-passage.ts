import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { findDocument } from '../find-document.ts';
import { readExtract } from './read-extract.ts';

/** Characters shown before and after a quote. */
const AROUND = 900;

/**
 * A quote with the text around it and its position.
 * @throws document_not_found, also if the text has changed and no longer reaches the position
 */
export async function readPassage(
  call: AppCall,
  { document_id, start, end }: { document_id: string; start: number; end: number },
) {
  const row = await findDocument(call, document_id);
  const text = await readExtract(call, row);
  if (text === null || end > text.length || start > end)
    fail('document_not_found', 'This document no longer contains this passage.');
  const chunk = await call.db
    .selectFrom('chunks')
    .select(['page', 'ocr', 'headings'])
    .where('app_id', '=', call.app.appId)
    .where('document_id', '=', document_id)
    .where('span_start', '<=', start)
    .orderBy('span_start', 'desc')
    .executeTakeFirst();
  return {
    document_name: row.name,
    page: chunk?.page ?? null,
    ocr: chunk?.ocr ?? false,
    headings: chunk?.headings ?? [],
    before: text.slice(Math.max(0, start - AROUND), start),
    passage: text.slice(start, end),
    after: text.slice(end, end + AROUND),
  };
}
