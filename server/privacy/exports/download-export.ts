import { findApp } from '../../../shared/tenancy/app.ts';
import type { DownloadExport } from '../../../shared/contract/exports.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { actionOf } from '../../security/audit/action-of.ts';
import { noteAction } from '../../security/audit/note-action.ts';
import type { SystemCall } from '../../call.ts';
import type { Content } from '../../content.ts';
import { appOfToken } from './export-link.ts';
import { readExport } from './read-export.ts';

/** The file of an export, by its link. @throws export_not_found, also for a wrong token; export_expired */
export async function downloadExport(
  call: SystemCall,
  { export_id, token }: DownloadExport,
): Promise<Content> {
  const appId = appOfToken(call, export_id, token);
  const app = appId && (await findApp(call, appId));
  if (!app) fail('export_not_found');
  const reading = { ...call, app, actor: { kind: 'link' as const } };
  return noteAction(call, actionOf(reading, 'exports.download', { export_id }), () =>
    readExport(reading, export_id),
  );
}
