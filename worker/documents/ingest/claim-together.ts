import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Db } from '../../../db/database.ts';
import type { Claim } from './claim.ts';

/**
 * Claims new documents for an attempt. Left out are those that are gone or ready, and those with chunks of an earlier
 * reading, whose vectors can be used again.
 */
export async function claimTogether(db: Db, appId: string, documentIds: string[]): Promise<Claim[]> {
  // Locked in the order of uploads, so that nobody waits in a circle.
  const { rows } = await sql<{
    document_id: string;
    ingest_attempt: number;
    name: string;
    original_blob: string;
    media_type: string;
    source_url: string | null;
  }>`
    with fresh as (
      select document_id from documents
      where app_id = ${appId} and document_id = ${anyOf(documentIds)} and status <> 'ready'
        and not exists (select from staged_chunks staged
          where staged.app_id = ${appId} and staged.document_id = documents.document_id)
        and not exists (select from chunks
          where chunks.app_id = ${appId} and chunks.document_id = documents.document_id)
      order by content_hash collate "C" for update
    )
    update documents set status = 'extracting', error = null, waiting_for = null,
      ingest_attempt = ingest_attempt + 1, updated_at = now()
    from fresh where app_id = ${appId} and documents.document_id = fresh.document_id
    returning documents.document_id, ingest_attempt, name, original_blob, media_type, source_url`.execute(db);
  return rows.map((row) => ({
    appId,
    documentId: row.document_id,
    attempt: row.ingest_attempt,
    name: row.name,
    originalBlob: row.original_blob,
    mediaType: row.media_type,
    sourceUrl: row.source_url,
    replaced: 0,
  }));
}
