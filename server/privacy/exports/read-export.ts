import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import type { Content } from '../../content.ts';
import { findExport } from './find-export.ts';
import { isOver } from './is-over.ts';

/** The file of an export of the call's app. @throws export_not_found, also before it is done; export_expired */
export async function readExport(
  call: Pick<AppCall, 'app' | 'blobs' | 'db'>,
  exportId: string,
): Promise<Content> {
  const { app, blobs } = call;
  const row = await findExport(call, exportId);
  if (row.status === 'expired' || isOver(row)) fail('export_expired');
  if (row.status !== 'done') fail('export_not_found', 'The export has no file, or not yet.');
  const stream = await blobs.read({ appId: app.appId, blobId: row.blob_id!, key: app.dataKey });
  const day = row.created_at.toISOString().slice(0, 10);
  const name = `docent-${row.of_person ? 'person' : 'app'}-${day}-${exportId.slice(-6)}.zip`;
  return { name, mediaType: 'application/zip', bytes: row.bytes!, stream };
}
