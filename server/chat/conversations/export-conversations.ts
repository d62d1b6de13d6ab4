import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import { sameAs } from '../../../db/same-as.ts';
import type { ExportConversations } from '../../../shared/contract/sessions.ts';
import { readCitation, readComment, readContent, readMetadata } from '../../../shared/chat/sealed-message.ts';
import { toCsv } from '../../../shared/platform/to-csv.ts';
import { filtersOf } from '../../access/keys/filters-of.ts';
import { keyIdOf, type AppCall } from '../../call.ts';
import type { Content } from '../../content.ts';

const ROWS_A_PAGE = 100;

/** A question with its answer, and what became of it. */
const COLUMNS = [
  'asked_at',
  'question',
  'answer',
  'rating',
  'comment',
  'review',
  'finish_reason',
  'status',
  'model',
  'documents',
  'end_user_id',
  'metadata',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'session_id',
  'message_id',
] as const;
type Line = Record<(typeof COLUMNS)[number], string | number | null>;

/**
 * Questions with their answers, feedback and reviews as a file, oldest first. It is read page by page while it is sent:
 * no statement and no connection stays open. A key with a filter gets its own sessions only.
 */
export function exportConversations(call: AppCall, input: ExportConversations): Promise<Content> {
  const isCsv = input.format === 'csv';
  async function* write() {
    if (isCsv) yield toCsv([...COLUMNS], []);
    for await (const page of readPages(call, input))
      yield isCsv
        ? toCsv([...COLUMNS], page, { header: false })
        : page.map((line) => `${JSON.stringify(line)}\n`).join('');
  }
  return Promise.resolve({
    name: `conversations.${isCsv ? 'csv' : 'jsonl'}`,
    mediaType: isCsv ? 'text/csv' : 'application/x-ndjson',
    stream: Readable.from(write()),
  });
}

type Row = {
  message_id: string;
  session_id: string;
  end_user_id: string | null;
  question_id: string;
  question: Buffer;
  metadata: Buffer | null;
  asked_at: Date;
  content: Buffer;
  status: string;
  finish_reason: string | null;
  model: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cost: string | null;
  rating: string | null;
  comment: Buffer | null;
  review: string | null;
};

async function* readPages(call: AppCall, input: ExportConversations): AsyncGenerator<Line[], void> {
  const { appId } = call.app;
  const conditions = sql.join(conditionsOf(call, input), sql` and `);
  for (let after = ''; ;) {
    const { rows } = await sql<Row>`
      select answer.message_id, answer.session_id, sessions.end_user_id, asked.message_id as question_id,
        asked.content as question, asked.metadata, asked.created_at as asked_at, answer.content, answer.status,
        answer.finish_reason, answer.model, answer.input_tokens, answer.output_tokens, trim_scale(answer.cost)::text as cost,
        feedback.rating, feedback.comment, review.state as review
      from messages answer
      join sessions on sessions.app_id = answer.app_id and sessions.session_id = answer.session_id
      cross join lateral (
        select message_id, content, metadata, created_at from messages
        where app_id = ${appId} and session_id = answer.session_id and role = 'user' and message_id < answer.message_id
        order by message_id desc limit 1
      ) asked
      left join feedback on feedback.app_id = answer.app_id and feedback.message_id = answer.message_id
      left join unanswered_reviews review on review.app_id = answer.app_id and review.message_id = answer.message_id
      where answer.app_id = ${appId} and answer.role = 'assistant' and answer.message_id > ${after} and ${conditions}
      order by answer.message_id limit ${sql.lit(ROWS_A_PAGE)}`.execute(call.db);
    if (rows.length > 0) yield await toLines(call, rows);
    if (rows.length < ROWS_A_PAGE) return;
    after = rows.at(-1)!.message_id;
  }
}

function conditionsOf(
  call: AppCall,
  { rating, review, outcome, from, to, end_user_id }: ExportConversations,
) {
  const zone = sql`(select time_zone from workspaces where workspace_id = ${call.app.workspaceId})`;
  const all = [sql`answer.status <> 'streaming'`];
  if (rating) all.push(sql`feedback.rating = ${rating}`);
  if (review) all.push(sql`review.state = ${review}`);
  if (outcome === 'no_context') all.push(sql`answer.finish_reason = 'no_context'`);
  else if (outcome) all.push(sql`answer.status = ${outcome}`);
  if (from) all.push(sql`asked.created_at >= ${from}::timestamp at time zone ${zone}`);
  if (to) all.push(sql`asked.created_at < (${to}::timestamp + interval '1 day') at time zone ${zone}`);
  if (end_user_id) all.push(sql`sessions.end_user_id = ${end_user_id}`);
  if (filtersOf(call).length > 0) all.push(sameAs('sessions.key_id', keyIdOf(call.actor)));
  return all;
}

async function toLines({ app, db }: AppCall, rows: Row[]): Promise<Line[]> {
  const citations = await db
    .selectFrom('citations')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('message_id', '=', anyOf(rows.map(({ message_id }) => message_id)))
    .orderBy('index')
    .execute();
  const cited = Map.groupBy(citations, ({ message_id }) => message_id);
  return rows.map((row) => {
    const names = (cited.get(row.message_id) ?? []).map((one) => readCitation(app, one).document_name);
    const metadata = readMetadata(app, { message_id: row.question_id, metadata: row.metadata });
    return {
      asked_at: row.asked_at.toISOString(),
      question: readContent(app, { message_id: row.question_id, content: row.question }),
      answer: readContent(app, row),
      rating: row.rating,
      comment: readComment(app, row),
      review: row.review,
      finish_reason: row.finish_reason,
      status: row.status,
      model: row.model,
      documents: [...new Set(names)].join('|'),
      end_user_id: row.end_user_id,
      metadata: metadata && JSON.stringify(metadata),
      input_tokens: row.input_tokens,
      output_tokens: row.output_tokens,
      cost_usd: row.cost,
      session_id: row.session_id,
      message_id: row.message_id,
    };
  });
}
