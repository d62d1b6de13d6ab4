import { sql, type RawBuilder } from 'kysely';
import type { AppCall } from '../../call.ts';
import { hasWords } from './has-words.ts';

/** Tags that a page offers. */
const MOST_TAGS = 30;

type Wanted = { sourceId?: string | undefined; words?: string | undefined };

/** The tags of the app's documents, the most used first. A tag alone counts as a list of one. */
export async function listTags({ db, app }: AppCall, { sourceId, words }: Wanted) {
  const { rows } = await sql<{ tag: string; count: number }>`
    select tag, count(distinct document_id) as count
    from documents, jsonb_array_elements_text(
      case jsonb_typeof(metadata->'tags')
        when 'array' then metadata->'tags'
        when 'string' then jsonb_build_array(metadata->'tags')
        else '[]'::jsonb end) as tag
    where app_id = ${app.appId} and ${isOfSource(sourceId)} and ${hasWords(sql.ref('tag'), words)}
    group by tag order by count(distinct document_id) desc, tag limit ${sql.lit(MOST_TAGS)}`.execute(db);
  return rows;
}

export const isOfSource = (sourceId: string | undefined): RawBuilder<boolean> =>
  sourceId ? sql<boolean>`source_id = ${sourceId}` : sql<boolean>`true`;
