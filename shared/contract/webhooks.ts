// The events of webhooks: what is sent, to be verified by Standard Webhooks (https://www.standardwebhooks.com).
import { z } from 'zod';
import { DocumentId, MessageId, SessionId } from './fields.ts';
import { Usage } from './chat.ts';

/** Ids and figures only, never what people wrote: the API gives the rest to whoever has a key. */
export const webhookEvents = {
  'document.ready': z.object({ document_id: DocumentId }),
  'document.failed': z.object({ document_id: DocumentId, error: z.string() }),
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
  'erasure.completed': z.object({ erasure_id: z.string() }),
  'quota.warning': z.object({ quota: z.string(), used: z.number(), limit: z.number() }),
  'quota.exceeded': z.object({ quota: z.string(), used: z.number(), limit: z.number() }),
  'invoice.created': z.object({ invoice_id: z.string() }),
};

export type WebhookEvents = { [T in keyof typeof webhookEvents]: z.infer<(typeof webhookEvents)[T]> };
export type WebhookEventType = keyof WebhookEvents;
export const WebhookEventType = z.enum(
  Object.keys(webhookEvents) as [WebhookEventType, ...WebhookEventType[]],
);
