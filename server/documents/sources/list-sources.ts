import { filtersOf } from '../../access/keys/filters-of.ts';
import type { AppCall } from '../../call.ts';
import { toSources } from './to-sources.ts';

/** A page of the app's sources, newest first; none for a key with a filter. */
export async function listSources(call: AppCall, { page, per_page }: { page: number; per_page: number }) {
  const meta = { current_page: page, per_page, has_more: false };
  if (filtersOf(call).length > 0) return { sources: [], meta };
  const rows = await call.db
    .selectFrom('sources')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .orderBy('source_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    sources: await toSources(call, rows.slice(0, per_page)),
    meta: { ...meta, has_more: rows.length > per_page },
  };
}
