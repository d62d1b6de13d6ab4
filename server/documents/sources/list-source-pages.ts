import type { ListSourcePages } from '../../../shared/contract/sources.ts';
import type { AppCall } from '../../call.ts';
import { findSource } from './find-source.ts';

/** A page of the addresses of a source, those that changed last first. @throws source_not_found */
export async function listSourcePages(call: AppCall, input: ListSourcePages) {
  const { source_id, page, per_page, state, to_be_removed } = input;
  await findSource(call, source_id);
  let query = call.db
    .selectFrom('source_pages as page')
    .where('page.app_id', '=', call.app.appId)
    .where('page.source_id', '=', source_id);
  if (state) query = query.where('page.state', '=', state);
  if (to_be_removed) query = query.where('page.misses', '>', 0).where('page.document_id', 'is not', null);
  const { total } = await query
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await query
    .leftJoin('documents as document', (join) =>
      join
        .onRef('document.app_id', '=', 'page.app_id')
        .onRef('document.document_id', '=', 'page.document_id'),
    )
    .selectAll('page')
    .select(['document.status as document_status', 'document.error as document_error'])
    .orderBy('page.changed_at', (order) => order.desc().nullsLast())
    .orderBy('page.page_id')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  return {
    pages: rows.map((row) => ({
      page_id: row.page_id,
      url: row.url,
      role: row.role,
      state: row.state,
      message: row.message,
      change: row.change,
      document_id: row.document_id,
      document_status: row.document_status,
      document_error: row.document_error,
      misses: row.misses,
      checked_at: row.checked_at?.toISOString() ?? null,
      changed_at: row.changed_at?.toISOString() ?? null,
    })),
    total,
    meta: { current_page: page, per_page, has_more: page * per_page < total },
  };
}
