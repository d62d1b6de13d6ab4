// Imports sessions with everything in them under their own ids, so that callers with a secret key can continue them.
// Browsers cannot: a session's secret is derived from its app and this server's master key.
import type { Insertable } from 'kysely';
import type { Database } from '../../../db/database.ts';
import { sealHandover } from '../../../shared/chat/sealed-handover.ts';
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
  HandoverLine,
  MessageLine,
  SessionLine,
} from '../../../shared/privacy/exports/format.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { AppCall } from '../../call.ts';
import type { Erased } from './erased-before.ts';
import type { Archive } from './open-archive.ts';

const ROWS_A_STATEMENT = 200;

/**
 * Leaves out what this installation has erased: sessions whole, and the text of answers that quote an erased document.
 * @returns how many of each
 */
export async function importConversations(
  call: AppCall,
  archive: Archive,
  erased: Erased,
): Promise<{ sessions: number; answers: number }> {
  const { app } = call;
  const quoting = await findQuoting(archive, erased);
  const sessions = new Set<string>();
  const messages = new Set<string>();
  await insert(call, 'sessions', archive.lines('sessions', SessionLine), (line) => {
    if (!erased.session(line))
      return toSession(app, quoting.sessions.has(line.session_id) ? { ...line, preview: null } : line);
    sessions.add(line.session_id);
    return undefined;
  });
  await insert(call, 'messages', archive.lines('messages', MessageLine), (line) => {
    if (sessions.has(line.session_id)) {
      messages.add(line.message_id);
      return undefined;
    }
    return toMessage(
      app,
      quoting.messages.has(line.message_id) ? { ...line, content: '', finish_reason: 'erased' } : line,
    );
  });
  await insert(call, 'citations', archive.lines('citations', CitationLine), (line) =>
    messages.has(line.message_id) || quoting.messages.has(line.message_id)
      ? undefined
      : toCitation(app, line),
  );
  await insert(call, 'feedback', archive.lines('feedback', FeedbackLine), (line) =>
    sessions.has(line.session_id)
      ? undefined
      : toFeedback(app, quoting.messages.has(line.message_id) ? { ...line, comment: null } : line),
  );
  // Exports before 0.4.0 have none.
  if (archive.manifest.counts['handovers'] !== undefined)
    await insert(call, 'handovers', archive.lines('handovers', HandoverLine), (line) =>
      sessions.has(line.session_id) ? undefined : toHandover(app, line),
    );
  return { sessions: sessions.size, answers: quoting.messages.size };
}

/** Answers that quote an erased document, and their sessions. */
async function findQuoting(archive: Archive, erased: Erased) {
  const messages = new Set<string>();
  const sessions = new Set<string>();
  for await (const line of archive.lines('citations', CitationLine))
    if (erased.document(line.document_id)) messages.add(line.message_id);
  if (messages.size > 0)
    for await (const line of archive.lines('messages', MessageLine))
      if (messages.has(line.message_id)) sessions.add(line.session_id);
  return { messages, sessions };
}

async function insert<T extends keyof Database, L>(
  { db, signal }: AppCall,
  table: T,
  lines: AsyncGenerator<L, void>,
  toRow: (line: L) => Insertable<Database[T]> | undefined,
): Promise<void> {
  let rows: Insertable<Database[T]>[] = [];
  const flush = async () => {
    signal.throwIfAborted();
    if (rows.length > 0) await db.insertInto(table).values(rows).execute();
    rows = [];
  };
  for await (const line of lines) {
    const row = toRow(line);
    if (row) rows.push(row);
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

const toHandover = (app: App, line: HandoverLine): Insertable<Database['handovers']> => ({
  app_id: app.appId,
  handover_id: line.handover_id,
  session_id: line.session_id,
  content: sealHandover(app, line.handover_id, {
    name: line.name,
    contact: line.contact,
    message: line.message,
    consent: line.consent,
  }),
  created_at: new Date(line.created_at),
  done_at: line.done_at === null ? null : new Date(line.done_at),
});
