import type { InsertObject } from 'kysely';
import type { Database, Tx } from '../../db/database.ts';
import type { AppCall } from '../call.ts';
import type { StagedUpload } from './stage-upload.ts';

type Fields = Omit<
  InsertObject<Database, 'documents'>,
  'app_id' | 'document_id' | 'name' | 'media_type' | 'bytes' | 'content_hash' | 'original_blob' | 'metadata'
> & { document_id: string; metadata: Record<string, unknown> };

/** Makes a staged upload a document of the given id, with the job that reads it. */
export async function insertDocument(
  { app: { appId }, queue }: AppCall,
  tx: Tx,
  staged: StagedUpload,
  { metadata, ...fields }: Partial<Fields> & Pick<Fields, 'document_id' | 'metadata'>,
): Promise<void> {
  const { document_id } = fields;
  await tx
    .insertInto('documents')
    .values({
      ...fields,
      app_id: appId,
      name: staged.name,
      media_type: staged.mediaType,
      bytes: staged.bytes,
      content_hash: staged.hash,
      original_blob: staged.blobId,
      metadata: JSON.stringify(metadata),
    })
    .execute();
  await tx
    .updateTable('blobs')
    .set({ document_id })
    .where('app_id', '=', appId)
    .where('blob_id', '=', staged.blobId)
    .execute();
  await queue.send(tx, 'read-document', { app_id: appId, document_id });
}
