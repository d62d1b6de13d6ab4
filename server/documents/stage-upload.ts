import type { Readable } from 'node:stream';
import { isPicture, type MediaType } from '../../shared/contract/media-type.ts';
import { detectType, isOldOffice, supportedTypes } from '../../shared/documents/detect-type.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { AppCall } from '../call.ts';

/** An upload that is stored in the vault but is not a document yet. */
export type StagedUpload = {
  blobId: string;
  name: string;
  bytes: number;
  hash: string;
  mediaType: MediaType;
};

/**
 * Streams an upload into the vault, detects its type and rejects unsupported files after the first bytes. The blob is
 * recorded before its first byte, so that one that never becomes a document is removed.
 * @param known its type, if Docent wrote it itself
 * @throws payload_too_large, unsupported_media_type, invalid_request (empty); nothing is left then
 */
export async function stageUpload(
  call: AppCall,
  name: string,
  source: Readable,
  known?: MediaType,
): Promise<StagedUpload> {
  const { appId, dataKey } = call.app;
  const blobId = newId('blob');
  await call.db.insertInto('blobs').values({ app_id: appId, blob_id: blobId }).execute();
  try {
    let mediaType: MediaType | null = null;
    const look = async (head: Buffer) => {
      if (head.length === 0) fail('invalid_request', `${name} is empty: choose a file with text in it.`);
      mediaType = known ?? (await detectType(head, name));
      if (mediaType && isPicture(mediaType) && !call.config.ocr)
        fail(
          'unsupported_media_type',
          `${name} is a picture, and OCR is switched off on this server. The operator can set INGEST_OCR=auto.`,
        );
      if (mediaType) return;
      const hint = isOldOffice(head)
        ? ' Save it as docx, pptx or xlsx, without a password, and upload that.'
        : '';
      fail(
        'unsupported_media_type',
        `${name} is not a supported type of file. Supported: ${readable}.${hint}`,
      );
    };
    const blob = { appId, blobId, key: dataKey };
    const { bytes, hash } = await call.blobs.write(blob, source, call.config.maxUploadBytes, look);
    return { blobId, name, bytes, hash, mediaType: mediaType! };
  } catch (error) {
    await discardUpload(call, blobId);
    throw error;
  }
}

const readable = new Intl.ListFormat('en', { type: 'conjunction' }).format(Object.values(supportedTypes));

/** Discards a staged upload, unless it has become a document. */
export async function discardUpload(call: AppCall, blobId: string): Promise<void> {
  const { appId } = call.app;
  const row = await call.db
    .selectFrom('blobs')
    .select('document_id')
    .where('app_id', '=', appId)
    .where('blob_id', '=', blobId)
    .executeTakeFirst();
  // Without a row, its app was erased in the meantime, and nothing else knows of these bytes.
  if (row?.document_id) return;
  await call.blobs.remove(appId, blobId);
  await call.db.deleteFrom('blobs').where('app_id', '=', appId).where('blob_id', '=', blobId).execute();
}
