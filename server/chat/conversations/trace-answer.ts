import { sql } from 'kysely';
import type { KeptPassage } from '../../../db/tables/conversations.ts';
import type { AnswerTrace, FoundPassage } from '../../../shared/contract/conversations.panel.ts';
import { CURATED_ANSWER } from '../../../shared/contract/media-type.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { readCalls } from '../playground/read-calls.ts';

/** How an answer came about, from what is kept of it: passages with scores, times, model calls. @throws message_not_found */
export async function traceAnswer(
  call: AppCall,
  { message_id }: { message_id: string },
): Promise<AnswerTrace> {
  const row = await call.db
    .selectFrom('messages')
    .select(['relevance', 'filtered', 'passages', 'time_to_first_token_ms', 'created_at', 'completed_at'])
    .where('app_id', '=', call.app.appId)
    .where('message_id', '=', message_id)
    .where('role', '=', 'assistant')
    .executeTakeFirst();
  if (!row) fail('message_not_found');
  const passages = row.passages && (await readPassages(call, row.passages));
  return {
    relevance: row.relevance,
    filtered: row.filtered,
    first_token_ms: row.time_to_first_token_ms,
    // Two clocks: the question is written a little after the first token's time began.
    total_ms:
      row.completed_at &&
      Math.max(row.completed_at.getTime() - row.created_at.getTime(), row.time_to_first_token_ms ?? 0),
    passages,
    gone: (row.passages?.length ?? 0) - (passages?.length ?? 0),
    calls: await readCalls(call, message_id),
  };
}

/** Passages with their texts of today. Chunks of a replaced or erased document are no longer there. */
async function readPassages({ db, app }: AppCall, kept: KeptPassage[]): Promise<FoundPassage[]> {
  const { rows } = await sql<Omit<FoundPassage, 'score' | 'bm25' | 'cosine' | 'source'>>`
    select c.chunk_id, c.document_id, d.name as document_name, d.title, d.source_url, c.page, c.ocr,
      d.media_type = ${CURATED_ANSWER} as curated, c.headings, c.span_start as "start", c.span_end as "end", c.text
    from chunks c join documents d on d.app_id = c.app_id and d.document_id = c.document_id
    where c.app_id = ${app.appId} and c.chunk_id = any(${kept.map(([id]) => id)}::text[])`.execute(db);
  const byId = new Map(rows.map((row) => [row.chunk_id, row]));
  return kept.flatMap(([id, score, bm25, cosine, source]) => {
    const row = byId.get(id);
    return row ? [{ ...row, score, bm25, cosine, source }] : [];
  });
}
