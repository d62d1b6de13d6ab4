import type { Selectable } from 'kysely';
import type { DocumentsTable, DocumentVersionsTable } from '../../db/tables/documents.ts';
import type { Document } from '../../shared/contract/documents.ts';
import { fail } from '../../shared/platform/errors.ts';
import { matchesFilters } from '../../shared/retrieval/matches-filters.ts';
import { filtersOf } from '../access/keys/filters-of.ts';
import type { AppCall } from '../call.ts';

type Row = Selectable<DocumentsTable>;
type Version = Selectable<DocumentVersionsTable>;

/** The app's document, or document_not_found. A document of another app looks like one that does not exist. */
export async function findDocument(call: AppCall, documentId: string): Promise<Row> {
  const row = await call.db
    .selectFrom('documents')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .where('document_id', '=', documentId)
    .where(matchesFilters(filtersOf(call)))
    .executeTakeFirst();
  return row ?? fail('document_not_found');
}

/**
 * The progress of an ingestion, 0 to 1: reading counts a tenth, chunking another, embedding the rest. OCR takes most of
 * the time of a scanned document.
 */
const progressOf = (row: Row | Version): number => {
  if (row.status === 'ready') return 1;
  const read = row.ocr ? 0.7 : 0.2;
  if (row.status === 'extracting') return 0.05 + (row.ocr ? (0.6 * row.ocr.done) / row.ocr.pages : 0);
  if (row.status === 'chunking') return read - 0.1;
  if (row.status === 'embedding')
    return read + ((1 - read) * row.embedded_count) / Math.max(1, row.chunk_count);
  return 0;
};

const toWaitingFor = (row: Row | Version) => row.waiting_for as Document['waiting_for'];

const toOcr = ({ ocr }: Row): Document['ocr'] =>
  ocr && {
    pages: ocr.pages,
    done: ocr.done,
    recognised: ocr.recognised,
    seconds: Math.round(ocr.ms / 100) / 10,
    by: ocr.by,
  };

/** Documents as the contract shows them, each with its new version in progress. */
export async function toDocuments(call: AppCall, rows: Row[]): Promise<Document[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.document_id);
  const versions = await call.db
    .selectFrom('document_versions')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .where('document_id', 'in', ids)
    .execute();
  const byDocument = new Map(versions.map((row) => [row.document_id, row]));
  return rows.map((row) => toDocument(row, byDocument.get(row.document_id)));
}

const toDocument = (row: Row, version: Version | undefined): Document => ({
  document_id: row.document_id,
  name: row.name,
  title: row.title,
  external_id: row.external_id,
  media_type: row.media_type,
  bytes: row.bytes,
  status: row.status,
  progress: progressOf(row),
  error: row.error,
  waiting_for: toWaitingFor(row),
  warnings: row.warnings,
  ocr: toOcr(row),
  language: row.language,
  chunk_count: row.chunk_count,
  embedded_count: row.status === 'ready' ? row.chunk_count : row.embedded_count,
  token_count: row.token_count,
  metadata: row.metadata,
  source_url: row.source_url,
  source_id: row.source_id,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  replaced_at: row.replaced_at?.toISOString() ?? null,
  new_version: version
    ? {
        name: version.name,
        bytes: version.bytes,
        status: version.status,
        progress: progressOf(version),
        chunk_count: version.chunk_count,
        embedded_count: version.embedded_count,
        waiting_for: toWaitingFor(version),
      }
    : null,
});
