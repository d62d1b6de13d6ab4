import type { AppCall } from '../../call.ts';
import { toSwitch } from './to-switch.ts';

/** A page of the app's embedding switches, newest first. */
export async function listSwitches(
  { db, app }: AppCall,
  { page, per_page }: { page: number; per_page: number },
) {
  const rows = await db
    .selectFrom('embedding_switches')
    .selectAll()
    .where('app_id', '=', app.appId)
    .orderBy('switch_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    embedding_switches: rows.slice(0, per_page).map(toSwitch),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
