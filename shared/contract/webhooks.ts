// The webhook events and their data, signed according to Standard Webhooks (https://www.standardwebhooks.com).
import { z } from 'zod';
import { DocumentWarning } from './documents.ts';
import { SwitchId } from './embedding.ts';
import { DocumentId, MessageId, SessionId } from './fields.ts';
import { Usage } from './chat.ts';

/**
 * A quota of the plan (messages, documents, stored_bytes, seats, apps; for the whole workspace) or a budget of the
 * app.
 */
const QuotaReached = z.object({
  quota: z.string(),
  used: z.number(),
  limit: z.number(),
  percent: z.number(),
  /** For a key's own budget. */
  key_id: z.string().optional(),
});

const EmbeddingSwitched = z.object({
  switch_id: SwitchId,
  from_model: z.string(),
  model: z.string(),
  /** Of the recall check; null: there was none. */
  common_share: z.number().nullable(),
});

/** Ids and numbers only, never text. The API returns the rest to holders of a key. */
export const webhookEvents = {
  'document.ready': z.object({
    document_id: DocumentId,
    warnings: z.array(DocumentWarning.omit({ message: true })),
  }),
  'document.failed': z.object({ document_id: DocumentId, error: z.string() }),
  'source.refreshed': z.object({
    source_id: z.string(),
    run_id: z.string(),
    added: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    missing: z.int(),
    removed: z.int(),
    skipped: z.int(),
    failed: z.int(),
  }),
  'source.failed': z.object({
    source_id: z.string(),
    run_id: z.string(),
    status: z.enum(['failed', 'paused']),
    error: z.string(),
  }),
  'message.completed': z.object({
    session_id: SessionId,
    message_id: MessageId,
    model: z.string(),
    finish_reason: z.string(),
    usage: Usage,
  }),
  'feedback.created': z.object({
    message_id: MessageId,
    session_id: SessionId,
    rating: z.enum(['up', 'down']),
  }),
  /** A visitor asks for a person. The API returns what was entered to holders of a key. */
  'handover.requested': z.object({ handover_id: z.string(), session_id: SessionId }),
  /** All new vectors are there: the switch waits for a confirmation. */
  'embedding_switch.ready': EmbeddingSwitched,
  'embedding_switch.finished': EmbeddingSwitched,
  'embedding_switch.failed': EmbeddingSwitched.extend({ error: z.string() }),
  'evaluation.ended': z.object({
    set_id: z.string(),
    run_id: z.string(),
    status: z.enum(['completed', 'failed']),
    questions: z.int(),
    passed: z.int(),
    failed: z.int(),
  }),
  'erasure.completed': z.object({ erasure_id: z.string() }),
  'quota.warning': QuotaReached,
  'quota.exceeded': QuotaReached,
  /** 60 and 14 days before, and when it has happened (days_left below 0). */
  'model.shutdown': z.object({
    model: z.string(),
    shuts_down_on: z.iso.date(),
    days_left: z.int(),
    replacement: z.string().nullable(),
  }),
  'invoice.created': z.object({
    invoice_id: z.string(),
    number: z.string(),
    month: z.string(),
    total: z.string(),
    currency: z.string(),
  }),
};

export type WebhookEvents = { [T in keyof typeof webhookEvents]: z.infer<(typeof webhookEvents)[T]> };
export type WebhookEventType = keyof WebhookEvents;
export const WebhookEventType = z.enum(
  Object.keys(webhookEvents) as [WebhookEventType, ...WebhookEventType[]],
);
