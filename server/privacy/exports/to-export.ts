import type { Export } from '../../../shared/contract/exports.ts';
import { readSubject, type ExportRow } from '../../../shared/privacy/exports/export-row.ts';
import type { AppCall } from '../../call.ts';
import { linkTo } from './export-link.ts';
import { isOver } from './is-over.ts';

/** An export as the contract shows it; past its time it is shown as expired, before the file is swept. */
export function toExport(call: AppCall, row: ExportRow): Export {
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
