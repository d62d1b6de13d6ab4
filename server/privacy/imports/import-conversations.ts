// Imports sessions with everything in them under their own ids, so that browsers and callers can continue them.
import type { Insertable } from 'kysely';
import type { Database } from '../../../db/database.ts';
import {
  NO_CONTENT,
  sealComment,
  sealContent,
  sealExcerpt,
  sealMetadata,
  sealPreview,
} from '../../../shared/chat/sealed-message.ts';
import {
  CitationLine,
  FeedbackLine,
  MessageLine,
  SessionLine,
} from '../../../shared/privacy/exports/format.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { AppCall } from '../../call.ts';
import type { Archive } from './open-archive.ts';

const ROWS_A_STATEMENT = 200;

export async function importConversations(call: AppCall, archive: Archive): Promise<void> {
  const { app } = call;
  await insert(call, 'sessions', archive.lines('sessions', SessionLine), (line) => toSession(app, line));
  await insert(call, 'messages', archive.lines('messages', MessageLine), (line) => toMessage(app, line));
  await insert(call, 'citations', archive.lines('citations', CitationLine), (line) => toCitation(app, line));
  await insert(call, 'feedback', archive.lines('feedback', FeedbackLine), (line) => toFeedback(app, line));
}

async function insert<T extends keyof Database, L>(
  { db, signal }: AppCall,
  table: T,
  lines: AsyncGenerator<L, void>,
  toRow: (line: L) => Insertable<Database[T]>,
): Promise<void> {
  let rows: Insertable<Database[T]>[] = [];
  const flush = async () => {
    signal.throwIfAborted();
    if (rows.length > 0) await db.insertInto(table).values(rows).execute();
    rows = [];
  };
  for await (const line of lines) {
    rows.push(toRow(line));
    if (rows.length >= ROWS_A_STATEMENT) await flush();
  }
  await flush();
}

const toSession = (app: App, line: SessionLine): Insertable<Database['sessions']> => ({
  app_id: app.appId,
  session_id: line.session_id,
  key_id: line.key_id,
  end_user_id: line.end_user_id,
  preview: line.preview === null ? null : sealPreview(app, line.session_id, line.preview),
  total_tokens: line.total_tokens,
  created_at: new Date(line.created_at),
  last_at: new Date(line.last_at),
});

/** An answer that was still running when it was exported stays incomplete. */
const toMessage = (app: App, line: MessageLine): Insertable<Database['messages']> => ({
  app_id: app.appId,
  message_id: line.message_id,
  session_id: line.session_id,
  role: line.role,
  status: line.status === 'streaming' ? 'aborted' : line.status,
  content: line.content === '' ? NO_CONTENT : sealContent(app, line.message_id, line.content),
  metadata: sealMetadata(app, line.message_id, line.metadata ?? undefined),
  model: line.model,
  finish_reason: line.finish_reason,
  error_code: line.error_code,
  input_tokens: line.input_tokens,
  output_tokens: line.output_tokens,
  cost: line.cost,
  time_to_first_token_ms: line.time_to_first_token_ms,
  created_at: new Date(line.created_at),
  completed_at: line.completed_at === null ? null : new Date(line.completed_at),
});

const toCitation = (app: App, line: CitationLine): Insertable<Database['citations']> => ({
  app_id: app.appId,
  message_id: line.message_id,
  index: line.index,
  document_id: line.document_id,
  chunk_id: line.chunk_id,
  page: line.page,
  span_start: line.start,
  span_end: line.end,
  excerpt: sealExcerpt(app, line.message_id, line),
});

const toFeedback = (app: App, line: FeedbackLine): Insertable<Database['feedback']> => ({
  app_id: app.appId,
  message_id: line.message_id,
  session_id: line.session_id,
  key_id: line.key_id,
  rating: line.rating,
  comment: sealComment(app, line.message_id, line.comment),
  created_at: new Date(line.created_at),
  updated_at: new Date(line.updated_at),
});
