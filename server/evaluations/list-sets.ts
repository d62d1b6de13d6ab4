import type { AppCall } from '../call.ts';
import { toSets } from './to-sets.ts';

/** A page of the app's evaluation sets, newest first. */
export async function listSets(call: AppCall, { page, per_page }: { page: number; per_page: number }) {
  const rows = await call.db
    .selectFrom('evaluation_sets')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .orderBy('set_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    evaluation_sets: await toSets(call, rows.slice(0, per_page)),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
