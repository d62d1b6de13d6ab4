import type { Selectable } from 'kysely';
import type { DocumentsTable } from '../../db/tables/documents.ts';
import type { Document } from '../../shared/contract/documents.ts';
import { fail } from '../../shared/errors.ts';
import type { Call } from '../call.ts';

/** The app's document, or document_not_found: a foreign one is as unknown as one that never was. */
export async function findDocument(call: Call, documentId: string): Promise<Selectable<DocumentsTable>> {
  const row = await call.db
    .selectFrom('documents')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  return row ?? fail('document_not_found');
}

/** How far an ingest is, 0 to 1: reading counts a tenth, cutting another, embedding the rest. */
const progressOf = (row: Selectable<DocumentsTable>): number => {
  if (row.status === 'ready') return 1;
  if (row.status === 'extracting') return 0.05;
  if (row.status === 'chunking') return 0.1;
  if (row.status === 'embedding') return 0.2 + (0.8 * row.embedded_count) / Math.max(1, row.chunk_count);
  return 0;
};

/** A document's row as the contract shows it. */
export const toDocument = (row: Selectable<DocumentsTable>): Document => ({
  document_id: row.document_id,
  name: row.name,
  media_type: row.media_type,
  bytes: row.bytes,
  status: row.status,
  progress: progressOf(row),
  error: row.error,
  language: row.language,
  chunk_count: row.chunk_count,
  token_count: row.token_count,
  metadata: row.metadata,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
