import { sql, type Selectable } from 'kysely';
import type { ErasuresTable } from '../../../db/tables/erasures.ts';
import type { Context } from '../../context.ts';
import { addCounts } from './removed.ts';
import { countOf, tenantTables } from './remove-app.ts';

/** Counts what is left of a subject in every store. It is erased when every count is zero. */
export async function countLeft(
  ctx: Pick<Context, 'db' | 'blobs' | 'appKeys'>,
  row: Selectable<ErasuresTable>,
): Promise<Record<string, number>> {
  return row.kind === 'app' || row.kind === 'workspace' ? countApps(ctx, row) : countTraces(ctx, row);
}

async function countTraces(
  { db, blobs }: Pick<Context, 'db' | 'blobs'>,
  row: Selectable<ErasuresTable>,
): Promise<Record<string, number>> {
  const { app_id } = row;
  const documents = sql`document_id = any(${subjects(row, 'document', row.document_ids)}::text[])`;
  const sessions = sql`session_id = any(${subjects(row, 'session', row.session_ids)}::text[])`;
  const messages = sql`message_id = any(${row.message_ids}::text[])`;
  const person = row.kind === 'end_user' ? row.subject : null;
  const { rows } = await sql<Record<string, number>>`select
    (select count(*) from documents where app_id = ${app_id} and ${documents}) as documents,
    (select count(*) from document_versions where app_id = ${app_id} and ${documents}) as document_versions,
    (select count(*) from chunks where app_id = ${app_id} and ${documents}) as chunks,
    (select count(*) from staged_chunks where app_id = ${app_id} and ${documents}) as staged_chunks,
    (select count(*) from lexical_index where app_id = ${app_id} and ${documents}) as lexical_index,
    (select count(*) from vector_index where app_id = ${app_id} and ${documents}) as vector_index,
    (select count(*) from sessions where app_id = ${app_id} and (${sessions}
      or (end_user_id = ${person} and created_at <= ${row.requested_at}))) as sessions,
    (select count(*) from messages where app_id = ${app_id} and (${sessions}
      or (${messages} and length(content) > 0))) as messages,
    (select count(*) from citations where app_id = ${app_id} and (${documents} or ${messages})) as citations,
    (select count(*) from answer_events where app_id = ${app_id} and ${messages}) as answer_events,
    (select count(*) from feedback where app_id = ${app_id} and (${sessions}
      or (${messages} and comment is not null))) as feedback,
    (select count(*) from idempotent_results where app_id = ${app_id} and (${sessions}
      or document_ids && ${subjects(row, 'document', row.document_ids)}::text[])) as idempotent_results,
    (select count(*) from webhook_events where app_id = ${app_id}
      and (data->>'session_id' = any(${subjects(row, 'session', row.session_ids)}::text[])
        or data->>'document_id' = any(${subjects(row, 'document', row.document_ids)}::text[]))) as webhook_events,
    (select count(*) from exports where app_id = ${app_id} and created_at <= ${row.requested_at}) as exports,
    (select count(*) from blobs where app_id = ${app_id} and (${documents} or blob_id = any(${row.blob_ids}::text[]))) as blobs,
    (select count(*) from pgboss.job where data->>'app_id' = ${app_id}
      and data->>'document_id' = any(${subjects(row, 'document', row.document_ids)}::text[])) as jobs`.execute(
    db,
  );
  let files = 0;
  for (const blobId of row.blob_ids) if (await blobs.exists(app_id, blobId)) files++;
  return { ...rows[0]!, files };
}

async function countApps(
  { db, blobs, appKeys }: Pick<Context, 'db' | 'blobs' | 'appKeys'>,
  row: Selectable<ErasuresTable>,
): Promise<Record<string, number>> {
  const tables = await tenantTables(db);
  let left: Record<string, number> = {};
  for (const appId of row.app_ids) {
    const jobs = await sql<{ count: number }>`
      select count(*) from pgboss.job where data->>'app_id' = ${appId} and name <> 'erase'`.execute(db);
    const counts: Record<string, number> = {
      jobs: jobs.rows[0]!.count,
      files: await blobs.count(appId),
      keys: appKeys.exists(appId) ? 1 : 0,
    };
    for (const table of tables) counts[table] = await countOf(db, table, appId);
    left = addCounts(left, counts);
  }
  return left;
}

const subjects = (row: Selectable<ErasuresTable>, kind: string, ids: string[]): string[] =>
  row.kind === kind && row.subject ? [...ids, row.subject] : ids;
