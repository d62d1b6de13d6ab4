import { fail } from '../../../shared/platform/errors.ts';
import type { ExportRow } from '../../../shared/privacy/exports/export-row.ts';
import type { AppCall } from '../../call.ts';

export async function findExport(
  { db, app }: Pick<AppCall, 'db' | 'app'>,
  exportId: string,
): Promise<ExportRow> {
  const row = await db
    .selectFrom('exports')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('export_id', '=', exportId)
    .executeTakeFirst();
  return row ?? fail('export_not_found');
}
