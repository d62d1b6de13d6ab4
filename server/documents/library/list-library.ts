import { sql, type RawBuilder } from 'kysely';
import type { DocumentStatus } from '../../../db/tables/documents.ts';
import type { ListLibrary } from '../../../shared/contract/library.panel.ts';
import { matchesFilters } from '../../../shared/retrieval/matches-filters.ts';
import type { AppCall } from '../../call.ts';
import { toDocuments } from '../find-document.ts';

/** Tags that the page offers as filters. */
const MOST_TAGS = 30;

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
    .select(sql<number>`count(*) filter (where ${matches(name)})`.as('found'))
    .where('app_id', '=', app.appId)
    .where(isOf(source_id))
    .where(hasTag(tag))
    .groupBy('status')
    .execute();
  let query = db
    .selectFrom('documents')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where(isOf(source_id))
    .where(hasTag(tag))
    .where(matches(name));
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
    tags: await listTags(call, source_id),
    found,
    max_upload_bytes: config.maxUploadBytes,
  };
}

/** The tags of the app's documents, the most used first. A tag alone counts as a list of one. */
async function listTags({ db, app }: AppCall, sourceId: string | undefined) {
  const { rows } = await sql<{ tag: string; count: number }>`
    select tag, count(distinct document_id) as count
    from documents, jsonb_array_elements_text(
      case jsonb_typeof(metadata->'tags')
        when 'array' then metadata->'tags'
        when 'string' then jsonb_build_array(metadata->'tags')
        else '[]'::jsonb end) as tag
    where app_id = ${app.appId} and ${isOf(sourceId)}
    group by tag order by count(distinct document_id) desc, tag limit ${sql.lit(MOST_TAGS)}`.execute(db);
  return rows;
}

const hasTag = (tag: string | undefined) =>
  tag === undefined ? sql<boolean>`true` : matchesFilters([{ metadata: { tags: tag } }]);

const isOf = (sourceId: string | undefined) =>
  sourceId ? sql<boolean>`source_id = ${sourceId}` : sql<boolean>`true`;

const matches = (name: string | undefined) =>
  name ? sql<boolean>`name ilike ${`%${name.replaceAll(/[\\%_]/g, '\\$&')}%`}` : sql<boolean>`true`;
