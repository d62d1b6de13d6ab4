import { sql, type RawBuilder } from 'kysely';
import type { DocumentStatus } from '../../../db/tables/documents.ts';
import type { ListLibrary } from '../../../shared/contract/library.panel.ts';
import { matchesFilters } from '../../../shared/retrieval/matches-filters.ts';
import type { AppCall } from '../../call.ts';
import { toDocuments } from '../find-document.ts';
import { hasWords } from './has-words.ts';
import { isOfSource, listTags } from './list-tags.ts';

/** In the order in which they follow each other. */
const STATUSES = sql`array_position(array['failed', 'queued', 'extracting', 'chunking', 'embedding', 'ready'], status)`;
const sorts = {
  created: sql`document_id`,
  name: sql`lower(name)`,
  size: sql`bytes`,
  chunks: sql`chunk_count`,
  status: STATUSES,
} satisfies Record<ListLibrary['sort'], RawBuilder<unknown>>;

/** A page of the app's documents, sorted, filtered by name, status, source and tag, with the counts. */
export async function listLibrary(call: AppCall, input: ListLibrary) {
  const { page, per_page, name, status, source_id, tag, sort, order } = input;
  const { db, app, config } = call;
  const counted = await db
    .selectFrom('documents')
    .select(['status', sql<number>`count(*)`.as('count')])
    .select(sql<number>`count(*) filter (where ${hasWords(sql.ref('name'), name)})`.as('found'))
    .where('app_id', '=', app.appId)
    .where(isOfSource(source_id))
    .where(hasTag(tag))
    .groupBy('status')
    .execute();
  let query = db
    .selectFrom('documents')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where(isOfSource(source_id))
    .where(hasTag(tag))
    .where(hasWords(sql.ref('name'), name));
  if (status) query = query.where('status', '=', status);
  const rows = await query
    .orderBy(sorts[sort], order)
    .orderBy('document_id', 'desc')
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  const found = counted
    .filter((row) => !status || row.status === status)
    .reduce((sum, row) => sum + row.found, 0);
  return {
    documents: await toDocuments(call, rows),
    meta: { current_page: page, per_page, has_more: page * per_page < found },
    counts: Object.fromEntries(counted.map((row) => [row.status, row.count])) as Partial<
      Record<DocumentStatus, number>
    >,
    tags: await listTags(call, { sourceId: source_id }),
    found,
    max_upload_bytes: config.maxUploadBytes,
  };
}

const hasTag = (tag: string | undefined) =>
  tag === undefined ? sql<boolean>`true` : matchesFilters([{ metadata: { tags: tag } }]);
