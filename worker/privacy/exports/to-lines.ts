// Converts rows to the export format: decrypted, times as text, nothing internal.
import type { Selectable } from 'kysely';
import type { Database } from '../../../db/database.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import { readHandover } from '../../../shared/chat/sealed-handover.ts';
import { readQuestion } from '../../../shared/evaluations/sealed-evaluation.ts';
import { readSettings } from '../../../shared/tenancy/sealed-settings.ts';
import { readCurated } from '../../../shared/chat/curated-answer.ts';
import {
  readCitation,
  readComment,
  readContent,
  readMetadata,
  readPreview,
} from '../../../shared/chat/sealed-message.ts';
import type {
  CitationLine,
  CuratedAnswerLine,
  DocumentLine,
  EvaluationQuestionLine,
  EvaluationSetLine,
  FeedbackLine,
  HandoverLine,
  MessageLine,
  SessionLine,
  SettingsVersionLine,
  SourceLine,
  SourcePageLine,
} from '../../../shared/privacy/exports/format.ts';

type Row<T extends keyof Database> = Selectable<Database[T]>;
const moment = (date: Date | null) => date?.toISOString() ?? null;

export const toDocumentLine = (
  row: Row<'documents'>,
  files: { original: string | null; text: string | null },
): DocumentLine => ({
  document_id: row.document_id,
  name: row.name,
  media_type: row.media_type,
  bytes: row.bytes,
  sha256: row.content_hash,
  status: row.status,
  error: row.error,
  language: row.language,
  metadata: row.metadata,
  chunk_count: row.chunk_count,
  token_count: row.token_count,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  replaced_at: moment(row.replaced_at),
  source_url: row.source_url,
  external_id: row.external_id,
  source_id: row.source_id,
  ...files,
});

export const toSourceLine = (row: Row<'sources'>): SourceLine => ({
  source_id: row.source_id,
  kind: row.kind,
  name: row.name,
  addresses: row.addresses,
  ...row.settings,
  metadata: row.metadata,
  refresh_hours: row.refresh_hours,
  created_at: row.created_at.toISOString(),
});

export const toCuratedAnswerLine = (app: App, row: Row<'curated_answers'>): CuratedAnswerLine => ({
  answer_id: row.answer_id,
  document_id: row.document_id,
  ...readCurated(app, row),
  valid_from: moment(row.valid_from),
  valid_until: moment(row.valid_until),
  enabled: row.enabled,
  created_at: row.created_at.toISOString(),
});

/** Undefined: the set is made of the curated answers, and comes with them. */
export const toEvaluationSetLine = (row: Row<'evaluation_sets'>): EvaluationSetLine | undefined =>
  row.of_curated_answers
    ? undefined
    : {
        set_id: row.set_id,
        name: row.name,
        nightly: row.nightly,
        gate: row.gate,
        created_at: row.created_at.toISOString(),
      };

/** Undefined: the question is that of a curated answer. */
export const toEvaluationQuestionLine = (
  app: App,
  row: Row<'evaluation_questions'>,
): EvaluationQuestionLine | undefined =>
  row.answer_id === null
    ? {
        question_id: row.question_id,
        set_id: row.set_id,
        session_id: row.session_id,
        ...readQuestion(app, row),
        unanswerable: row.unanswerable,
        tags: row.tags,
        created_at: row.created_at.toISOString(),
      }
    : undefined;

export function toSettingsVersionLine(app: App, row: Row<'settings_versions'>): SettingsVersionLine {
  const { settings, by } = readSettings(app, row);
  return { version: row.version, changed_at: row.changed_at.toISOString(), changed_by: by, settings };
}

/** Undefined: the page has no document. */
export const toSourcePageLine = (row: Row<'source_pages'>): SourcePageLine | undefined =>
  row.document_id === null
    ? undefined
    : { source_id: row.source_id, document_id: row.document_id, url: row.url, depth: row.depth };

export const toSessionLine = (app: App, row: Row<'sessions'>): SessionLine => ({
  session_id: row.session_id,
  key_id: row.key_id,
  end_user_id: row.end_user_id,
  preview: row.preview && readPreview(app, row.session_id, row.preview),
  total_tokens: row.total_tokens,
  created_at: row.created_at.toISOString(),
  last_at: row.last_at.toISOString(),
});

export const toMessageLine = (app: App, row: Row<'messages'>): MessageLine => ({
  message_id: row.message_id,
  session_id: row.session_id,
  role: row.role,
  status: row.status,
  content: readContent(app, row),
  metadata: readMetadata(app, row),
  model: row.model,
  finish_reason: row.finish_reason,
  error_code: row.error_code,
  input_tokens: row.input_tokens,
  output_tokens: row.output_tokens,
  cost: row.cost,
  time_to_first_token_ms: row.time_to_first_token_ms,
  created_at: row.created_at.toISOString(),
  completed_at: moment(row.completed_at),
});

export function toCitationLine(app: App, row: Row<'citations'>): CitationLine {
  const { message_id, chunk_id } = row;
  return { message_id, chunk_id, ...readCitation(app, row) };
}

export const toFeedbackLine = (app: App, row: Row<'feedback'>): FeedbackLine => ({
  message_id: row.message_id,
  session_id: row.session_id,
  key_id: row.key_id,
  rating: row.rating,
  comment: readComment(app, row),
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});

export const toHandoverLine = (app: App, row: Row<'handovers'>): HandoverLine => ({
  handover_id: row.handover_id,
  session_id: row.session_id,
  ...readHandover(app, row),
  created_at: row.created_at.toISOString(),
  done_at: moment(row.done_at),
});

export const toKeyLine = (row: Row<'keys'>) => ({
  key_id: row.key_id,
  name: row.name,
  kind: row.kind,
  prefix: row.prefix,
  scopes: row.scopes,
  allowed_origins: row.allowed_origins,
  filter: row.filter,
  requests_per_minute: row.requests_per_minute,
  concurrent_streams: row.concurrent_streams,
  tokens_per_day: row.tokens_per_day,
  created_at: row.created_at.toISOString(),
  expires_at: moment(row.expires_at),
  revoked_at: moment(row.revoked_at),
  rotated_at: moment(row.rotated_at),
  last_used_at: moment(row.last_used_at),
});

export const toWebhookLine = (row: Row<'webhook_endpoints'>) => ({
  endpoint_id: row.endpoint_id,
  url: row.url,
  description: row.description,
  events: row.events,
  created_at: row.created_at.toISOString(),
  disabled_at: moment(row.disabled_at),
});

export const toUsageLine = (row: Row<'ledger'>) => ({
  usage_id: row.usage_id,
  kind: row.kind,
  model: row.model,
  key_id: row.key_id,
  message_id: row.message_id,
  document_id: row.document_id,
  day: row.day,
  status: row.status,
  estimated: row.estimated,
  input_tokens: row.input_tokens,
  cached_input_tokens: row.cached_input_tokens,
  output_tokens: row.output_tokens,
  reasoning_tokens: row.reasoning_tokens,
  unpriced_tokens: row.unpriced_tokens,
  cost: row.cost,
  correction_of: row.correction_of,
  opened_at: row.opened_at.toISOString(),
  settled_at: moment(row.settled_at),
});

export const toUsageDayLine = (row: Row<'usage_daily'>) => ({
  day: row.day,
  key_id: row.key_id || null,
  model: row.model,
  kind: row.kind,
  requests: row.requests,
  input_tokens: row.input_tokens,
  cached_input_tokens: row.cached_input_tokens,
  output_tokens: row.output_tokens,
  reasoning_tokens: row.reasoning_tokens,
  unpriced_tokens: row.unpriced_tokens,
  cost: row.cost,
});
