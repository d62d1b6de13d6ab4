import type { z } from 'zod';
import type { documents } from '../../shared/contract/documents.ts';
import { matchesFilters } from '../../shared/retrieval/matches-filters.ts';
import { filtersOf } from '../access/keys/filters-of.ts';
import type { AppCall } from '../call.ts';
import { toDocuments } from './find-document.ts';

/** A page of the app's documents, newest first. */
export async function listDocuments(call: AppCall, input: z.output<typeof documents.listDocuments.input>) {
  const { page, per_page, status, source_id, name, external_id } = input;
  let query = call.db
    .selectFrom('documents')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .where(matchesFilters(filtersOf(call)));
  if (status) query = query.where('status', '=', status);
  if (source_id) query = query.where('source_id', '=', source_id);
  if (name !== undefined) query = query.where('name', '=', name);
  if (external_id !== undefined) query = query.where('external_id', '=', external_id);
  const rows = await query
    .orderBy('document_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    documents: await toDocuments(call, rows.slice(0, per_page)),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
