import { findApp } from '../../../shared/tenancy/app.ts';
import type { DownloadExport } from '../../../shared/contract/exports.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { Call } from '../../call.ts';
import type { Content } from '../../transport/rest/content.ts';
import { findExport } from './find-export.ts';
import { isOver } from './is-over.ts';
import { appOfToken } from './export-link.ts';

/**
 * The file of an export, by its link alone.
 * @throws export_not_found, also for a token that does not fit; export_expired
 */
export async function downloadExport(call: Call, { export_id, token }: DownloadExport): Promise<Content> {
  const appId = appOfToken(call, export_id, token);
  const app = appId && (await findApp(call, appId));
  if (!app) fail('export_not_found');
  return readExport({ ...call, app }, export_id);
}

/** The file of an export of the call's app. @throws export_not_found, also before it is done; export_expired */
export async function readExport(call: Call, exportId: string): Promise<Content> {
  const { app, blobs } = call;
  const row = await findExport(call, exportId);
  if (row.status === 'expired' || isOver(row)) fail('export_expired');
  if (row.status !== 'done') fail('export_not_found', 'The export has no file yet, or none any more.');
  const stream = await blobs.read({ appId: app.appId, blobId: row.blob_id!, key: app.dataKey });
  const day = row.created_at.toISOString().slice(0, 10);
  const name = `docent-${row.of_person ? 'person' : 'app'}-${day}-${exportId.slice(-6)}.zip`;
  return { name, mediaType: 'application/zip', bytes: row.bytes!, stream };
}
