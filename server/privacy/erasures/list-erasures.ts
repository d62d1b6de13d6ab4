import type { z } from 'zod';
import type { erasures } from '../../../shared/contract/erasures.ts';
import type { AppCall } from '../../call.ts';
import { toErasure } from './to-erasure.ts';

/** A page of the app's erasures, newest first. */
export async function listErasures(
  { db, app }: AppCall,
  { page, per_page }: z.output<typeof erasures.listErasures.input>,
) {
  const rows = await db
    .selectFrom('erasures')
    .selectAll()
    .where('app_id', '=', app.appId)
    .orderBy('erasure_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    erasures: rows.slice(0, per_page).map(toErasure),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
