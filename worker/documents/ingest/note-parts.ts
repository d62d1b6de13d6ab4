import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Target } from './claim.ts';
import { warnedOfParts } from './warned-of-parts.ts';

/**
 * Warns at a document, or its new version, if some of its chunks were embedded in parts, now or with an earlier version.
 * @param vectors where they are
 */
export const noteParts = (
  tx: Tx,
  table: 'documents' | 'document_versions',
  vectors: 'staged_chunks' | 'vector_index',
  { appId, documentId }: Target,
) =>
  sql`
    update ${sql.table(table)} set warnings = ${warnedOfParts}
    where app_id = ${appId} and document_id = ${documentId} and exists (
      select from ${sql.table(vectors)} entry
      where entry.app_id = ${appId} and entry.document_id = ${documentId} and entry.in_parts
        and entry.generation = (select embedding_generation from apps where app_id = ${appId}))`.execute(tx);
