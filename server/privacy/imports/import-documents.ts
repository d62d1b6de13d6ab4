import { CURATED_ANSWER } from '../../../shared/contract/media-type.ts';
import { DocumentLine } from '../../../shared/privacy/exports/format.ts';
import type { AppCall } from '../../call.ts';
import { insertDocument } from '../../documents/insert-document.ts';
import { stageUpload } from '../../documents/stage-upload.ts';
import { measureRoom } from '../../../shared/billing/ledger/measure-room.ts';
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
  const known = line.media_type === CURATED_ANSWER ? CURATED_ANSWER : undefined;
  const staged = await stageUpload(call, line.name, source, known);
  if (staged.hash !== line.sha256) throw new RefusedArchive(`${line.original} does not match its SHA-256`);
  await call.db.transaction().execute(async (tx) => {
    const requireRoom = await measureRoom(tx, { appId, workspaceId }, ['documents', 'stored_bytes']);
    // Of a source that came along.
    const source =
      line.source_id === null || line.source_id === undefined
        ? undefined
        : await tx
            .selectFrom('sources')
            .select('source_id')
            .where('app_id', '=', appId)
            .where('source_id', '=', line.source_id)
            .executeTakeFirst();
    await insertDocument(call, tx, staged, {
      document_id,
      metadata: line.metadata,
      created_at: new Date(line.created_at),
      source_url: line.source_url,
      external_id: line.external_id,
      source_id: source?.source_id ?? null,
      replaced_at: line.replaced_at ? new Date(line.replaced_at) : null,
    });
    await requireRoom();
  });
}
