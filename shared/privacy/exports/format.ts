// The contents of an export's ZIP, described in docs/export-format.md: types for the writer, schemas for the
// importer.
import { z } from 'zod';
import { AppSettings } from '../../contract/apps.panel.ts';
import { Name } from '../../contract/workspaces.panel.ts';
import { WidgetSettings } from '../../contract/widget.ts';
import { CreateCuratedAnswer } from '../../contract/curated-answers.ts';
import { DocumentName, PageUrl } from '../../contract/documents.ts';
import { NewQuestion } from '../../contract/evaluation-questions.ts';
import { Metadata } from '../../contract/fields.ts';
import { CreateSource } from '../../contract/sources.ts';

export const FORMAT = 'docent-export';
export const FORMAT_VERSION = 1;

/** A text that the database can store; hostile files may contain anything. */
const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be text without NUL characters');
const id = (prefix: string) => z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{1,60}$`));
const moment = z.iso.datetime();
const count = z.int().min(0);
/** US dollars as an exact decimal. */
const dollars = z.string().regex(/^\d{1,15}(\.\d{1,14})?$/);
const limit = count.nullable();

export const Manifest = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  docent: z.string().max(100),
  scope: z.enum(['app', 'person']),
  app_id: id('app'),
  end_user_id: z.string().nullable(),
  exported_at: moment,
  counts: z.record(z.string(), count),
});
export type Manifest = z.infer<typeof Manifest>;

const Limits = z.object({ requests_per_minute: limit, concurrent_streams: limit, tokens_per_day: limit });
const Budget = z.object({ cap: dollars, alert_percents: z.array(z.int().min(1).max(1000)).max(20) });

export const AppLine = z.object({
  app_id: id('app'),
  name: Name,
  workspace: text(200),
  created_at: moment,
  archived_at: moment.nullable(),
  // Exports of 0.2.0 lack the last two.
  settings: AppSettings.omit({ name: true }).extend({
    // Exports of 0.2.0 have none of these.
    max_output_tokens: AppSettings.shape.max_output_tokens.default(null),
    allowed_models: AppSettings.shape.allowed_models.default([]),
    fallback_model: AppSettings.shape.fallback_model.default(null),
    rerank_model: AppSettings.shape.rerank_model.default(null),
    rewrite_model: AppSettings.shape.rewrite_model.default(null),
    reasoning_effort: AppSettings.shape.reasoning_effort.default(null),
    context_tokens: AppSettings.shape.context_tokens.default(null),
    least_relevance: AppSettings.shape.least_relevance.default(null),
    talk_texts: AppSettings.shape.talk_texts.prefault({}),
    handover: AppSettings.shape.handover.default(null),
    ai_disclosure: AppSettings.shape.ai_disclosure.default(true),
  }),
  embedding: z.object({ model: text(200), dimensions: count }),
  limits: Limits,
  budget: Budget.nullable(),
  retention: z
    .object({
      conversation_days: z.int().min(1).nullable(),
      document_days: z.int().min(1).nullable(),
      ledger_days: z.int().min(1).nullable(),
      hold_since: moment.nullable(),
      hold_reason: text(1_000).nullable(),
    })
    .nullable(),
  widget: WidgetSettings.nullable(),
});
export type AppLine = z.infer<typeof AppLine>;

export const DocumentLine = z.object({
  document_id: id('doc'),
  name: DocumentName,
  media_type: text(200),
  bytes: count,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  status: text(20),
  error: text(10_000).nullable(),
  language: text(20).nullable(),
  metadata: Metadata,
  chunk_count: count,
  token_count: count,
  created_at: moment,
  updated_at: moment,
  replaced_at: moment.nullable(),
  source_url: PageUrl.nullable(),
  external_id: text(200).nullable().default(null),
  source_id: id('src').nullable().default(null),
  original: z.string().nullable(),
  text: z.string().nullable(),
});
export type DocumentLine = z.infer<typeof DocumentLine>;

/** A source with its settings and schedule; its refreshes are not exported. */
export const SourceLine = CreateSource.safeExtend({ source_id: id('src'), created_at: moment });
export type SourceLine = z.infer<typeof SourceLine>;

/** Which page of a source a document is. */
export const SourcePageLine = z.object({
  source_id: id('src'),
  document_id: id('doc'),
  url: PageUrl,
  depth: z.int().min(0).max(20),
});
export type SourcePageLine = z.infer<typeof SourcePageLine>;

export const SessionLine = z.object({
  session_id: id('sess'),
  key_id: id('key').nullable(),
  end_user_id: text(200).nullable(),
  preview: text(1_000).nullable(),
  total_tokens: count,
  created_at: moment,
  last_at: moment,
});
export type SessionLine = z.infer<typeof SessionLine>;

export const MessageLine = z.object({
  message_id: id('msg'),
  session_id: id('sess'),
  role: z.enum(['user', 'assistant']),
  status: z.enum(['streaming', 'complete', 'aborted', 'failed']),
  content: text(2_000_000),
  metadata: Metadata.nullable(),
  model: text(200).nullable(),
  finish_reason: text(50).nullable(),
  error_code: text(100).nullable(),
  input_tokens: count.nullable(),
  output_tokens: count.nullable(),
  cost: dollars.nullable(),
  time_to_first_token_ms: count.nullable(),
  created_at: moment,
  completed_at: moment.nullable(),
});
export type MessageLine = z.infer<typeof MessageLine>;

export const CitationLine = z.object({
  message_id: id('msg'),
  index: count,
  document_id: id('doc'),
  document_name: text(1_000),
  title: text(1_000).nullable().default(null),
  source_url: text(2_000).nullable().default(null),
  headings: z.array(text(2_000)).default([]),
  chunk_id: id('chk'),
  page: count.nullable(),
  ocr: z.boolean().default(false),
  curated: z.boolean().default(false),
  start: count,
  end: count,
  quote: text(2_000_000),
});
export type CitationLine = z.infer<typeof CitationLine>;

export const FeedbackLine = z.object({
  message_id: id('msg'),
  session_id: id('sess'),
  key_id: id('key').nullable(),
  rating: z.enum(['up', 'down']),
  comment: text(10_000).nullable(),
  created_at: moment,
  updated_at: moment,
});
export type FeedbackLine = z.infer<typeof FeedbackLine>;

/** A curated answer; its document is among the documents. */
export const CuratedAnswerLine = z.object({
  answer_id: id('cur'),
  document_id: id('doc'),
  ...z.object(CreateCuratedAnswer.shape).omit({ message_ids: true, metadata: true }).shape,
  created_at: moment,
});
export type CuratedAnswerLine = z.output<typeof CuratedAnswerLine>;

/** A request for a person. */
export const HandoverLine = z.object({
  handover_id: id('hov'),
  session_id: id('sess'),
  name: text(200).nullable(),
  contact: text(200),
  message: text(4_000),
  consent: text(1_000),
  created_at: moment,
  done_at: moment.nullable(),
});
export type HandoverLine = z.output<typeof HandoverLine>;

/** An evaluation set; its runs are not exported. */
export const EvaluationSetLine = z.object({
  set_id: id('evs'),
  name: text(200),
  nightly: z.boolean(),
  gate: z.boolean(),
  created_at: moment,
});
export type EvaluationSetLine = z.output<typeof EvaluationSetLine>;

/** A question of an evaluation set. `session_id`: the conversation that it was saved from. */
export const EvaluationQuestionLine = NewQuestion.safeExtend({
  question_id: id('evq'),
  set_id: id('evs'),
  session_id: id('sess').nullable(),
  created_at: moment,
});
export type EvaluationQuestionLine = z.output<typeof EvaluationQuestionLine>;

/** What an app's settings said from a moment on. `changed_by`: the admin's address. */
export const SettingsVersionLine = z.object({
  version: z.int().min(1).max(1_000_000),
  changed_at: moment,
  changed_by: text(320).nullable(),
  settings: AppSettings.partial(),
});
export type SettingsVersionLine = z.output<typeof SettingsVersionLine>;
