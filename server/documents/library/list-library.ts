import { sql } from 'kysely';
import type { DocumentStatus } from '../../../db/tables/documents.ts';
import type { ListLibrary } from '../../../shared/contract/library.panel.ts';
import type { AppCall } from '../../call.ts';
import { toDocuments } from '../find-document.ts';

/** A page of the app's documents, newest first, filtered by name, status and source, with the counts. */
export async function listLibrary(call: AppCall, input: ListLibrary) {
  const { page, per_page, name, status, source_id } = input;
  const { db, app, config } = call;
  const counted = await db
    .selectFrom('documents')
    .select(['status', sql<number>`count(*)`.as('count')])
    .select(sql<number>`count(*) filter (where ${matches(name)})`.as('found'))
    .where('app_id', '=', app.appId)
    .where(isOf(source_id))
    .groupBy('status')
    .execute();
  let query = db
    .selectFrom('documents')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where(isOf(source_id))
    .where(matches(name));
  if (status) query = query.where('status', '=', status);
  const rows = await query
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
    found,
    max_upload_bytes: config.maxUploadBytes,
  };
}

const isOf = (sourceId: string | undefined) =>
  sourceId ? sql<boolean>`source_id = ${sourceId}` : sql<boolean>`true`;

const matches = (name: string | undefined) =>
  name ? sql<boolean>`name ilike ${`%${name.replaceAll(/[\\%_]/g, '\\$&')}%`}` : sql<boolean>`true`;
