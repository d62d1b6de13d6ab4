import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** Takes the row of a new version, and what of it the document gets in any case. */
export async function takeVersion(tx: Tx, { appId, documentId }: { appId: string; documentId: string }) {
  const version = await tx
    .deleteFrom('document_versions')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const { name, media_type, bytes, content_hash, original_blob, source_url, etag, last_modified } = version;
  const content = {
    name,
    media_type,
    bytes,
    content_hash,
    original_blob,
    source_url,
    etag,
    last_modified,
    metadata: JSON.stringify(version.metadata),
    warnings: JSON.stringify(version.warnings),
    ocr: version.ocr && JSON.stringify(version.ocr),
    // What was uploaded is no page of a source any more.
    ...(source_url === null && { source_id: null }),
    error: null,
    replaced_at: version.created_at,
    updated_at: sql<Date>`now()`,
  };
  return { version, content };
}
