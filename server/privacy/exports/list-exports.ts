import type { z } from 'zod';
import type { exports } from '../../../shared/contract/exports.ts';
import type { AppCall } from '../../call.ts';
import { toExport } from './to-export.ts';

/** A page of the app's exports, newest first. */
export async function listExports(
  call: AppCall,
  { page, per_page }: z.output<typeof exports.listExports.input>,
) {
  const rows = await call.db
    .selectFrom('exports')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .orderBy('export_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    exports: rows.slice(0, per_page).map((row) => toExport(call, row)),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
