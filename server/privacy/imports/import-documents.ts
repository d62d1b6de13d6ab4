import { sql } from 'kysely';
import { DocumentLine } from '../../../shared/privacy/exports/format.ts';
import type { AppCall } from '../../call.ts';
import { stageUpload } from '../../documents/stage-upload.ts';
import { requireRoom } from '../../../shared/billing/ledger/require-room.ts';
import type { Erased } from './erased-before.ts';
import type { Archive } from './open-archive.ts';
import { RefusedArchive } from './refused-archive.ts';

/**
 * Imports the documents under their own ids, so that citations and references stay valid. Jobs ingest them again.
 * Documents without an original are left out.
 * @returns how many were imported, the names of those without an original, and how many were erased here
 */
export async function importDocuments(call: AppCall, archive: Archive, erased: Erased) {
  let count = 0;
  let left = 0;
  const missing: string[] = [];
  for await (const line of archive.lines('documents', DocumentLine)) {
    call.signal.throwIfAborted();
    if (erased.document(line.document_id)) left++;
    else if (line.original) {
      await importDocument(call, archive, line);
      count++;
    } else missing.push(line.name);
  }
  return { count, missing, erased: left };
}

async function importDocument(call: AppCall, archive: Archive, line: DocumentLine): Promise<void> {
  const { appId, workspaceId } = call.app;
  const { document_id } = line;
  const source = await archive.file(line.original!);
  const staged = await stageUpload(call, line.name, source);
  if (staged.hash !== line.sha256) throw new RefusedArchive(`${line.original} does not match its SHA-256`);
  await call.db.transaction().execute(async (tx) => {
    await tx
      .insertInto('documents')
      .values({
        app_id: appId,
        document_id,
        name: line.name,
        media_type: staged.mediaType,
        bytes: staged.bytes,
        content_hash: staged.hash,
        metadata: JSON.stringify(line.metadata),
        original_blob: staged.blobId,
        created_at: new Date(line.created_at),
        source_url: line.source_url,
        external_id: line.external_id,
        // Of a source that came along.
        source_id: sql<
          string | null
        >`(select source_id from sources where app_id = ${appId} and source_id = ${line.source_id})`,
        replaced_at: line.replaced_at ? new Date(line.replaced_at) : null,
      })
      .execute();
    await tx
      .updateTable('blobs')
      .set({ document_id })
      .where('app_id', '=', appId)
      .where('blob_id', '=', staged.blobId)
      .execute();
    await requireRoom(tx, workspaceId, ['documents', 'stored_bytes']);
    await call.queue.send(tx, 'read-document', { app_id: appId, document_id });
  });
}
