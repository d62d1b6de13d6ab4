import { sql } from 'kysely';
import type { Filter } from '../../contract/filter.ts';
import { CURATED_ANSWER, XLSX } from '../../contract/media-type.ts';
import { matchesFilters } from '../../retrieval/matches-filters.ts';
import type { Passage } from '../../retrieval/retrieve.ts';
import type { AnswerCall } from '../draft.ts';

/** A document that a question may be answered from. */
export type Readable = {
  documentId: string;
  name: string;
  title: string | null;
  mediaType: string;
  textBlob: string;
  chunks: number;
};

/** Types that are tables as a whole. */
export const TABLE_TYPES = ['text/csv', XLSX];

type Wanted = {
  ids?: string[];
  types?: string[];
  /** Words that the name or title contains. */
  named?: string | undefined;
  limit: number;
  offset?: number;
};

/**
 * The ready documents of the app that all filters match, by name, without curated answers.
 * @returns count: how many there are, also beyond the limit; 0 beyond the last one
 */
export async function documentsInReach(
  { app, db }: Pick<AnswerCall, 'app' | 'db'>,
  filters: Filter[],
  { ids, types, named, limit, offset = 0 }: Wanted,
): Promise<{ documents: Readable[]; count: number }> {
  const { rows } = await sql<Readable & { count: number }>`
    select document_id as "documentId", name, title, media_type as "mediaType", text_blob as "textBlob",
      chunk_count as chunks, count(*) over ()::integer as count
    from documents
    where app_id = ${app.appId} and status = 'ready' and text_blob is not null and media_type <> ${CURATED_ANSWER}
      and (${ids ?? null}::text[] is null or document_id = any(${ids ?? null}::text[]))
      and (${types ?? null}::text[] is null or media_type = any(${types ?? null}::text[]))
      and (${named ?? null}::text is null or position(lower(${named ?? null}::text) in lower(name || ' ' || coalesce(title, ''))) > 0)
      and ${matchesFilters(filters)}
    order by lower(name), document_id limit ${sql.lit(limit)} offset ${offset}::integer`.execute(db);
  return { documents: rows, count: rows[0]?.count ?? 0 };
}

/**
 * Passages of a document in their order.
 * @param from the first one, from 0; at: only the one at this place of the text
 */
export async function passagesOf(
  { app, db }: Pick<AnswerCall, 'app' | 'db'>,
  documentId: string,
  { from = 0, at, limit }: { from?: number; at?: number | null; limit: number },
): Promise<Passage[]> {
  const { rows } = await sql<Passage>`
    select c.chunk_id as "chunkId", c.document_id as "documentId", d.name as "documentName", d.title,
      d.source_url as "sourceUrl", coalesce(d.language, 'und') as language, c.text, c.headings, false as curated,
      c.table_header as "tableHeader", c.page, c.ocr, c.span_start as "start", c.span_end as "end", d.metadata,
      1::float8 as score
    from chunks c join documents d on d.app_id = c.app_id and d.document_id = c.document_id
    where c.app_id = ${app.appId} and c.document_id = ${documentId} and c.ordinal >= ${from}::integer
      and (${at ?? null}::integer is null or (c.span_start <= ${at ?? null}::integer and c.span_end > ${at ?? null}::integer))
    order by c.ordinal limit ${sql.lit(limit)}`.execute(db);
  return rows;
}
