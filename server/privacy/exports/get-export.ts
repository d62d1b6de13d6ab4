import type { Export } from '../../../shared/contract/exports.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { readSubject, type ExportRow } from '../../../shared/privacy/exports/export-row.ts';
import type { Call } from '../../call.ts';
import { linkTo } from './link.ts';

/** @throws export_not_found */
export async function getExport(call: Call, { export_id }: { export_id: string }) {
  return { export: toExport(call, await findExport(call, export_id)) };
}

export async function findExport(
  { db, app }: Pick<Call, 'db' | 'app'>,
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

/** An export as the contract shows it; one whose time is over is expired before it is swept. */
export function toExport(call: Call, row: ExportRow): Export {
  const status = isOver(row) ? 'expired' : row.status;
  return {
    export_id: row.export_id,
    status,
    scope: row.of_person ? 'person' : 'app',
    end_user_id: status === 'expired' ? null : readSubject(call.app, row),
    bytes: row.bytes,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    expires_at: row.expires_at?.toISOString() ?? null,
    url: status === 'done' ? linkTo(call, call.app.appId, row.export_id) : null,
  };
}

export const isOver = ({ expires_at }: ExportRow): boolean => expires_at !== null && expires_at <= new Date();
